using System.Globalization;
using Faas.Mesos.Executor.Runtimes;

namespace Faas.Mesos.Executor.Isolation.Sandbox.Views;

/// <summary>The files a function sees: the libraries of the machine or a root of its kind's own, its runtime and its code, all read-only, and a /tmp of its own.</summary>
internal static class SandboxView
{
    private const long LargestTemporary = 512L << 20;
    private const UnixFileMode ReadByAll = UnixFileMode.OtherRead;

    private static readonly string[] ScratchFolders = ["/tmp", "/dev/shm"];
    private static readonly string[] SystemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    /// <summary>Where something is put that is of each container's own.</summary>
    public static IReadOnlyList<string> Places { get; } = ["/proc", "/dev", "/tmp", SandboxCommand.CodeInside];

    // What /proc tells of the machine beyond what a program needs; the rest that could do harm bubblewrap covers itself. Some of it nobody could read anyway.
    private static readonly string[] HiddenFiles =
        [.. new[] { "/proc/keys", "/proc/kcore", "/proc/timer_list", "/proc/kallsyms", "/proc/kmsg" }.Where(file => File.Exists(file) && (File.GetUnixFileMode(file) & ReadByAll) != 0)];

    /// <summary>The certificates of /etc are shown themselves, not copied: one that is no longer trusted must not live on in here.</summary>
    public static IReadOnlyList<string> LiveFolders { get; } = [.. new[] { "/etc/ssl/certs", "/etc/pki" }.Where(Directory.Exists)];

    /// <summary>What all containers of a kind see alike.</summary>
    /// <param name="machineEtc">What of this machine's is seen as /etc.</param>
    public static IReadOnlyList<ViewItem> OfKind(Runtime runtime, string machineEtc) => [.. runtime.Root?.View ?? Machine(runtime, machineEtc), new(SandboxCommand.ProxyInside, runtime.ProxyFolder)];

    /// <summary>What one container sees, as bubblewrap's arguments.</summary>
    /// <param name="root">Where what all of its kind see is put together.</param>
    public static IEnumerable<string> Arguments(ContainerPlan plan, string root) =>
    [
        "--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev", .. HiddenFiles.SelectMany(file => new[] { "--ro-bind", "/dev/null", file }),
        .. Scratch(plan.MemoryMiB), "--ro-bind", plan.Code, SandboxCommand.CodeInside, "--chdir", SandboxCommand.CodeInside,
    ];

    private static IEnumerable<ViewItem> Machine(Runtime runtime, string etc) =>
        [new("/usr", "/usr"), .. Libraries(), new("/etc", etc), .. LiveFolders.Select(folder => new ViewItem(folder, folder)), .. Interpreter(runtime)];

    private static IEnumerable<ViewItem> Libraries()
    {
        foreach (var folder in SystemFolders)
        {
            if (new DirectoryInfo(folder).LinkTarget is { } target) yield return new(folder, target, IsLink: true);
            else if (Directory.Exists(folder)) yield return new(folder, folder);
        }
    }

    // Real paths: what is on PATH may be a shim in a home folder, which nobody is shown.
    private static IEnumerable<ViewItem> Interpreter(Runtime runtime) =>
        runtime.Interpreter.Roots.Where(root => root != "/usr" && !root.StartsWith("/usr/", StringComparison.Ordinal)).Select(root => new ViewItem(root, root));

    // Half of the memory, so that a full /tmp says "no space" rather than "out of memory".
    private static IEnumerable<string> Scratch(int memoryMiB) =>
        ScratchFolders.SelectMany(folder => new[] { "--perms", "1777", "--size", Math.Min(((long)memoryMiB << 20) / 2, LargestTemporary).ToString(CultureInfo.InvariantCulture), "--tmpfs", folder });
}
