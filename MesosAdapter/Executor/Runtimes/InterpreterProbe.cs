using System.Diagnostics;
using System.Text.Json;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary>Asks the interpreters on PATH what they really are: a name there may be a shim of a version manager.</summary>
internal static class InterpreterProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>One report a version, the first on PATH winning.</returns>
    public static async Task<IReadOnlyList<InterpreterReport>> FindAsync(RuntimeManifest manifest, string path, CancellationToken ct)
    {
        var candidates = manifest.Interpreters
            .SelectMany(name => Folders(path).Select(folder => Path.Combine(folder, name)))
            .Where(File.Exists)
            .Where(file => Path.GetFileName(file) == manifest.Interpreters[0] || !IsScript(file))
            .DistinctBy(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
        var reports = await Task.WhenAll(candidates.Select(file => AskAsync(file, manifest.Probe, ct)));
        return [.. reports.OfType<InterpreterReport>().Where(report => report.Version.CompareTo(manifest.Minimum) >= 0).DistinctBy(report => report.Version)];
    }

    // /bin is /usr/bin on most distributions: asking there twice would only take twice as long.
    private static IEnumerable<string> Folders(string path) =>
        path.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists).DistinctBy(folder => Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder);

    // A version manager has a script for every name there ever was, each asking for a second which version is in use: the plain name says that.
    private static bool IsScript(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.ReadByte() == '#' && stream.ReadByte() == '!';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<InterpreterReport?> AskAsync(string file, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        try
        {
            var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            return await HearAsync(process, ct);
        }
        // A name on PATH that is no such interpreter is nobody's error: shims answer for versions that are not there.
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <returns>What a process that was asked reports; <see langword="null"/> when that is no report, or does not come.</returns>
    public static async Task<InterpreterReport?> HearAsync(Process process, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            var text = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await errors;
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 ? JsonSerializer.Deserialize(text, RuntimesJson.Default.InterpreterReport) : null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is JsonException or OperationCanceledException)
        {
            return null;
        }
    }
}
