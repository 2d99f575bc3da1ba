using System.Diagnostics;
using System.Runtime.InteropServices;
using Faas.Mesos.Executor.Isolation.Sandbox.Become;

namespace Faas.Mesos.Executor.Tests.Isolation;

public sealed class BecomeProgramTests : IDisposable
{
    private const int User = 1_234_567;
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_it_becomes_is_the_user_without_any_right()
    {
        var (code, output, _) = await RunAsync("/bin/cat", "/proc/self/status");
        Assert.Equal(0, code);
        var status = output.Split('\n').Select(line => line.Split('\t', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        Assert.Equal(($"{User}\t{User}\t{User}\t{User}", $"{User}\t{User}\t{User}\t{User}", ""), (status["Uid:"], status["Gid:"], status["Groups:"]));
        Assert.All(["CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"], set => Assert.Equal("0000000000000000", status[set]));
        Assert.Equal("1", status["NoNewPrivs:"]);
    }

    [Fact]
    public async Task It_hands_arguments_and_environment_on()
    {
        var (_, output, _) = await RunAsync("/bin/sh", "-c", "echo \"$0|$1|$2|$COLOUR\"", "zero", "", "two words");
        Assert.Equal("zero||two words|green\n", output);
    }

    [Fact]
    public async Task It_says_that_there_is_no_such_program()
    {
        var (code, _, errors) = await RunAsync("/no/such/program");
        Assert.Equal((127, "The runtime's interpreter could not be executed.\n"), (code, errors));
    }

    [Fact]
    public async Task Who_may_not_become_the_user_becomes_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "this test drops the rights of root");
        var program = await WriteAsync();
        var (code, output, errors) = await RunAsync("setpriv", ["--reuid", "65534", "--clear-groups", program, "/bin/echo", "here"]);
        Assert.Equal((126, "", "The function's user could not be become.\n"), (code, output, errors));
    }

    [Fact]
    public void Other_processors_are_said_to_be_unknown() => Assert.Null(BecomeProgram.Build(Architecture.S390x, User));

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user takes root");
        return await RunAsync(await WriteAsync(), arguments);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COLOUR"] = "green";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    // The program itself is written by another process: one that is open for writing, here or in what another test starts meanwhile, cannot be executed.
    private async Task<string> WriteAsync()
    {
        var (bytes, program) = (Path.Combine(_folder, "bytes"), Path.Combine(_folder, "become"));
        await File.WriteAllBytesAsync(bytes, BecomeProgram.Build(RuntimeInformation.ProcessArchitecture, User)!, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Assert.Equal(0, (await RunAsync("install", ["-m", "755", bytes, program])).Code);
        return program;
    }
}
