using System.Diagnostics;

namespace Faas.Mesos.Executor.Tests;

/// <summary>The program as a framework's user who is not root.</summary>
public sealed class OtherUserTests : IDisposable
{
    private const int Misconfigured = 78;
    private readonly string _folder = Directory.CreateTempSubdirectory("faas-user-").FullName;

    public OtherUserTests() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_it_may_not_do_is_said_at_its_start()
    {
        using var executor = Start("process");
        var said = "";
        while (!said.Contains("Now listening", StringComparison.Ordinal))
            said += await executor.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"It ended: {said} {await executor.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        executor.Kill();
        Assert.Contains("not root: no users and no cgroups for containers", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_cannot_work_for_it_is_an_error_that_names_the_fix()
    {
        using var executor = Start("sandbox");
        var said = await executor.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await executor.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Misconfigured, executor.ExitCode);
        Assert.Contains("The isolation driver 'sandbox' cannot work here: it needs root", said, StringComparison.Ordinal);
    }

    private Process Start(string driver)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to become another user");
        var program = Path.Combine(AppContext.BaseDirectory, "Faas.Mesos.Executor");
        using (var look = AsNobody("test", "-x", program))
        {
            look.WaitForExit();
            Assert.SkipUnless(look.ExitCode == 0, "needs a build that users other than root can read");
        }
        return AsNobody(program, "--driver", driver, "--standalone-token", "t", "--data-folder", Path.Combine(_folder, "data"));
    }

    private static Process AsNobody(params string[] command) => Process.Start(
        new ProcessStartInfo("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", .. command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
