using System.Globalization;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The files a function sees, as bubblewrap's arguments: the libraries of the machine or a root of its kind's own, its runtime and its code, all read-only, and a /tmp of its own.</summary>
internal static class SandboxView
{
    private const long LargestTemporary = 512L << 20;

    private static readonly string[] ScratchFolders = ["/tmp", "/dev/shm"];
    private static readonly string[] SystemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    // What /proc tells of the machine beyond what a program needs; the rest that could do harm bubblewrap covers itself.
    private static readonly string[] HiddenFiles = ["/proc/keys", "/proc/kcore", "/proc/timer_list", "/proc/kallsyms", "/proc/kmsg"];

    /// <summary>The certificates of /etc are shown themselves, not copied: one that is no longer trusted must not live on in here.</summary>
    public static IReadOnlyList<string> LiveFolders { get; } = [.. new[] { "/etc/ssl/certs", "/etc/pki" }.Where(Directory.Exists)];

    public static IEnumerable<string> Build(ContainerPlan plan, SandboxFiles files) =>
        [.. plan.Runtime.Root?.View ?? Machine(plan, files.MachineEtc), "--proc", "/proc", "--dev", "/dev", .. Hidden(), .. Scratch(plan.MemoryMiB), .. Own(plan)];

    private static IEnumerable<string> Machine(ContainerPlan plan, string etc) => ["--ro-bind", "/usr", "/usr", .. Libraries(), .. Etc(etc), .. Runtime(plan)];

    private static IEnumerable<string> Libraries()
    {
        foreach (var folder in SystemFolders)
        {
            var target = new DirectoryInfo(folder).LinkTarget;
            if (target is null && !Directory.Exists(folder)) continue;
            foreach (var part in target is null ? new[] { "--ro-bind", folder, folder } : ["--symlink", target, folder]) yield return part;
        }
    }

    private static IEnumerable<string> Hidden() => HiddenFiles.Where(File.Exists).SelectMany(file => new[] { "--ro-bind", "/dev/null", file });

    // One folder rather than a dozen files: each thing that is shown costs bubblewrap a look at all mounts.
    private static IEnumerable<string> Etc(string made) => ["--ro-bind", made, "/etc", .. LiveFolders.SelectMany(folder => new[] { "--ro-bind", folder, folder })];

    // Real paths: what is on PATH may be a shim in a home folder, which nobody is shown.
    private static IEnumerable<string> Runtime(ContainerPlan plan) =>
        plan.Runtime.Interpreter.Roots.Where(root => root != "/usr" && !root.StartsWith("/usr/", StringComparison.Ordinal))
            .SelectMany(root => Ancestors(root).SelectMany(Visible).Concat(["--ro-bind", root, root]));

    // Half of the memory, so that a full /tmp says "no space" rather than "out of memory".
    private static IEnumerable<string> Scratch(int memoryMiB) =>
        ScratchFolders.SelectMany(folder => new[] { "--perms", "1777", "--size", Number(Math.Min(((long)memoryMiB << 20) / 2, LargestTemporary)), "--tmpfs", folder });

    private static IEnumerable<string> Own(ContainerPlan plan) =>
    [
        .. Visible("/run"), .. Visible("/run/faas"),
        "--ro-bind", plan.Runtime.ProxyFolder, SandboxCommand.ProxyInside,
        "--ro-bind", plan.Code, SandboxCommand.CodeInside, "--chdir", SandboxCommand.CodeInside,
    ];

    // bubblewrap keeps the folders it makes on the way to a mount point to root.
    private static IEnumerable<string> Visible(string folder) => ["--perms", "0755", "--dir", folder];

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = folder.IndexOf('/', 1); at > 0; at = folder.IndexOf('/', at + 1)) yield return folder[..at];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
