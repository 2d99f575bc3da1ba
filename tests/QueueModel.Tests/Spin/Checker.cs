using System.Diagnostics;

namespace Faas.QueueModel.Tests.Spin;

/// <summary>Runs spin over <c>queue.pml</c>: makes the checker of a variant of the model, builds it, and lets it look at every history.</summary>
internal static class Checker
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "Spin", "queue.pml");

    /// <summary>What this machine lacks, or <see langword="null"/>.</summary>
    public static string? Missing => new[] { "spin", "gcc" }.Where(program => Find(program) is null).Select(program => $"no {program}").FirstOrDefault();

    /// <param name="definitions">Macros of the model: how many faults, which safeguard is gone.</param>
    /// <returns>The checker's report.</returns>
    public static async Task<string> RunAsync(params string[] definitions)
    {
        var folder = Directory.CreateTempSubdirectory("faas-model-").FullName;
        try
        {
            await RunAsync("spin", folder, [.. definitions.Select(definition => $"-D{definition}"), "-a", Model]);
            await RunAsync("gcc", folder, ["-O1", "-w", "-DSAFETY", "-DCOLLAPSE", "-DNOFAIR", "-DMEMLIM=2048", "-o", "pan", "pan.c"]);
            return await RunAsync(Path.Combine(folder, "pan"), folder, ["-m20000", "-w22"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, string folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }

    private static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
