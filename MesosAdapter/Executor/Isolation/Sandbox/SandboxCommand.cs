using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>What is asked of the programs that make a sandbox.</summary>
/// <param name="Berth">The namespaces it gets.</param>
/// <param name="CgroupFiles">Files to write 0 to, to be held to its limits.</param>
/// <param name="FilterFile">The filter of system calls.</param>
/// <param name="Descriptors">Open files of a process.</param>
internal sealed record SandboxRequest(ContainerPlan Plan, Berth Berth, IEnumerable<string> CgroupFiles, string FilterFile, int Descriptors);

/// <summary>The command line of a sandbox: a shell enters the limits, bubblewrap shows the little that a runtime needs, setpriv takes away every right.</summary>
internal static class SandboxCommand
{
    public const string ProxyInside = "/run/faas/proxy";
    public const string CodeInside = "/run/faas/" + ContainerPlan.CodeName;

    /// <summary>The user and group inside; outside it is one of the berth's own.</summary>
    public const int UserInside = 1_000;

    // What comes after "--" is born inside the cgroups. Bubblewrap gets its arguments as a file, which the function cannot read as it could a command line.
    private const string Enter = """
        exec 3<&0 4<"$1" 5<"$2" 0</dev/null && ulimit -n "$3" && ulimit -c 0 && ulimit -l 64 || exit 125
        shift 3
        while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
        shift
        exec "$@"
        """;

    /// <param name="listen">Number of the inherited socket on which its proxy listens.</param>
    public static ProcessStartInfo Build(SandboxRequest request, int listen)
    {
        var user = Number(UserInside);
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", Enter, "sandbox", request.FilterFile, request.Berth.UserNamespaceFile, Number(request.Descriptors), .. request.CgroupFiles, "--",
            "/usr/bin/bwrap", "--args", "3", "--",
            .. request.Plan.Runtime.Root is null ? ["/usr/bin/setpriv"] : BorrowedPrograms.Command("setpriv"), "--reuid", user, "--regid", user, "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--",
            .. request.Plan.Runtime.Command(ProxyInside, $"fd:{Number(listen)}", request.Plan.MemoryMiB),
        ]);
        // Nothing of the executor's own environment comes near a function.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        return start;
    }

    /// <summary>Bubblewrap's own arguments, as it reads them from its descriptor 3.</summary>
    public static byte[] Arguments(ContainerPlan plan, Berth berth, IEnumerable<string> view) =>
        Encoding.UTF8.GetBytes(string.Concat(Arguments(plan, berth).Concat(view).Select(argument => argument + '\0')));

    private static IEnumerable<string> Arguments(ContainerPlan plan, Berth berth) =>
    [
        "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", .. berth.Network is null ? ["--unshare-net"] : Array.Empty<string>(),
        "--die-with-parent", "--new-session", "--seccomp", "4", "--userns2", "5", "--hostname", "function",
        // The namespace's descriptor, which the function would inherit: told to wait for a byte from it, bubblewrap sees that none can come, and closes it.
        "--block-fd", "5",
        // Just enough to become the function's user, which is the last thing done before the runtime; and in its own user namespace alone.
        "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
        "--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8",
        .. (plan.Runtime.Root?.Settings ?? []).SelectMany(setting => new[] { "--setenv", setting.Name, setting.Value }), "--setenv", "HOME", "/tmp",
        "--setenv", "__OW_ALLOW_CONCURRENT", plan.Concurrent ? "true" : "false",
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
