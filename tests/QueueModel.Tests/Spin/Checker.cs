using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Faas.QueueModel.Tests.Spin;

/// <summary>Runs spin over <c>queue.pml</c>: makes a checker of the model, builds it, and lets it look at every history, with all safeguards or without one.</summary>
public sealed partial class Checker : IAsyncLifetime
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "Spin", "queue.pml");

    private readonly string _folder = Directory.CreateTempSubdirectory("faas-model-").FullName;

    /// <summary>What this machine lacks, or <see langword="null"/>.</summary>
    public static string? Missing => new[] { "spin", "gcc" }.Where(program => Find(program) is null).Select(program => $"no {program}").FirstOrDefault();

    /// <summary>The safeguards that can be taken away, and the number of each.</summary>
    internal static IReadOnlyDictionary<string, int> Safeguards { get; } =
        Safeguard().Matches(File.ReadAllText(Model)).ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].ValueSpan, null));

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        await RunAsync("spin", ["-DFAULTS=2", "-a", Model], 0);
        await RunAsync("gcc", ["-O1", "-w", "-DSAFETY", "-DNOFAIR", "-DMEMLIM=2048", "-o", "pan", "pan.c"], 0);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <param name="without">The safeguard that is gone, or <see langword="null"/>.</param>
    /// <returns>The checker's report.</returns>
    internal Task<string> RunAsync(string? without = null) => RunAsync(Path.Combine(_folder, "pan"), ["-m20000", "-w22"], without is null ? 0 : Safeguards[without]);

    private async Task<string> RunAsync(string program, string[] arguments, int broken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["BROKEN"] = broken.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }

    private static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"^#define (BROKEN_\w+) +(\d+)$", RegexOptions.Multiline)]
    private static partial Regex Safeguard();
}
