using System.Globalization;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The command line of a sandbox: bubblewrap shows the little that a runtime needs, setpriv takes away every right.</summary>
internal static class SandboxCommand
{
    public const string ProxyInside = "/run/faas/proxy";
    public const string SocketInside = "/run/faas/" + ContainerPlan.SocketName;
    public const string CodeInside = "/run/faas/" + ContainerPlan.CodeName;

    // Enters the cgroups before anything else: what comes after "--" is born inside them.
    private const string EnterCgroups = """while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@" """;

    private static readonly string[] ScratchFolders = ["/tmp", "/dev/shm"];
    private static readonly string[] SystemFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
    private static readonly string[] SystemFiles =
    [
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
        "/etc/nsswitch.conf", "/etc/localtime", "/etc/alternatives",
    ];

    /// <param name="user">Id of the user and group it runs as: nobody else's.</param>
    public static IEnumerable<string> Build(ContainerPlan plan, IEnumerable<string> cgroupFiles, int user, long temporaryBytes) =>
    [
        "-c", EnterCgroups, "sandbox", .. cgroupFiles, "--",
        "bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session",
        "--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", .. Libraries(), .. Runtime(plan), .. Scratch(temporaryBytes), .. Own(plan), .. Environment(plan),
        // Just enough to become somebody else, which is the last thing done before the runtime.
        "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP", "--",
        "/usr/bin/setpriv", "--reuid", Number(user), "--regid", Number(user), "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--",
        .. plan.Runtime.Command(ProxyInside, SocketInside, plan.MemoryMiB),
    ];

    private static IEnumerable<string> Libraries()
    {
        foreach (var folder in SystemFolders)
        {
            var target = new DirectoryInfo(folder).LinkTarget;
            if (target is null && !Directory.Exists(folder)) continue;
            foreach (var part in target is null ? new[] { "--ro-bind", folder, folder } : ["--symlink", target, folder]) yield return part;
        }
        foreach (var part in Visible("/etc")) yield return part;
        foreach (var file in SystemFiles)
            foreach (var part in new[] { "--ro-bind-try", file, file }) yield return part;
    }

    private static IEnumerable<string> Runtime(ContainerPlan plan) =>
        plan.Runtime.Interpreter.Roots.Where(root => root != "/usr" && !root.StartsWith("/usr/", StringComparison.Ordinal))
            .SelectMany(root => Ancestors(root).SelectMany(Visible).Concat(["--ro-bind", root, root]));

    private static IEnumerable<string> Scratch(long bytes) =>
        ScratchFolders.SelectMany(folder => new[] { "--perms", "1777", "--size", Number(bytes), "--tmpfs", folder });

    private static IEnumerable<string> Own(ContainerPlan plan) =>
    [
        .. Visible("/run"), .. Visible("/run/faas"),
        "--ro-bind", plan.Runtime.ProxyFolder, ProxyInside,
        "--bind", Path.GetDirectoryName(plan.Socket)!, Path.GetDirectoryName(SocketInside)!,
        "--ro-bind", plan.Code, CodeInside, "--chdir", CodeInside,
    ];

    private static IEnumerable<string> Environment(ContainerPlan plan) =>
    [
        "--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8",
        "--setenv", "__OW_ALLOW_CONCURRENT", plan.Concurrent ? "true" : "false", "--hostname", "function",
    ];

    // bubblewrap keeps the folders it makes on the way to a mount point to root.
    private static IEnumerable<string> Visible(string folder) => ["--perms", "0755", "--dir", folder];

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = folder.IndexOf('/', 1); at > 0; at = folder.IndexOf('/', at + 1)) yield return folder[..at];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
