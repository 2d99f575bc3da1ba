using System.Diagnostics;
using Faas.Mesos.Executor.Isolation;
using Faas.Mesos.Executor.Runtimes;

namespace Faas.Mesos.Executor.Roots;

/// <summary>Asks the interpreter in a root what it is, as <see cref="InterpreterProbe"/> asks those of this machine.</summary>
internal sealed class RootProbe(ProcessStarter starter)
{
    private const string Nobody = "65534";

    // Nobody has looked at what is in there: it sees the root, and nothing of the machine.
    private static readonly string[] Apart =
        ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid", Nobody, "--gid", Nobody, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--clearenv"];

    /// <returns><see langword="null"/> when there is none, or none that is new enough.</returns>
    public async Task<InterpreterReport?> FindAsync(RuntimeManifest manifest, KindRoot root, CancellationToken ct)
    {
        foreach (var program in manifest.Interpreters.SelectMany(name => root.SearchPath.Select(folder => $"{folder.TrimEnd('/')}/{name}")))
        {
            if (!File.Exists(InsideRoot.Resolve(root.Folder, program, followLast: true))) continue;
            if (await AskAsync(program, manifest, root, ct) is { } report && report.Version.CompareTo(manifest.Minimum) >= 0) return report;
        }
        return null;
    }

    private async Task<InterpreterReport?> AskAsync(string program, RuntimeManifest manifest, KindRoot root, CancellationToken ct)
    {
        var variables = root.Settings.SelectMany(setting => new[] { "--setenv", setting.Name, setting.Value });
        var process = await starter.StartAsync(new ProcessStartInfo("/usr/bin/bwrap", [.. root.View.SelectMany(item => item.Arguments), .. Apart, .. variables, "--", program, .. manifest.Probe]));
        try
        {
            return await InterpreterProbe.HearAsync(process, ct);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            process.Release();
        }
    }
}
