using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The numbers under which bubblewrap finds what it inherits.</summary>
/// <param name="Arguments">Its own arguments, which a function must not read as it could a command line.</param>
/// <param name="Info">Where it tells which process becomes the sandbox.</param>
/// <param name="Block">From what that process reads before it goes on.</param>
/// <param name="Listen">The socket on which the proxy listens.</param>
internal sealed record SandboxDescriptors(int Arguments, int Filter, int UserNamespace, int Info, int Block, int Listen);

/// <summary>The command line of a sandbox: bubblewrap shows the little that a runtime needs, our own program takes away every right.</summary>
internal static class SandboxCommand
{
    public const string ProxyInside = "/run/faas/proxy";
    public const string CodeInside = "/run/faas/" + ContainerPlan.CodeName;

    /// <summary>The user and group inside; outside it is one of the berth's own.</summary>
    public const int UserInside = 1_000;

    public static ProcessStartInfo Build(ContainerPlan plan, SandboxDescriptors inherited)
    {
        var start = new ProcessStartInfo("/usr/bin/bwrap",
        [
            "--args", Number(inherited.Arguments), "--",
            SandboxFiles.BecomeInside, .. plan.Runtime.Command(ProxyInside, $"fd:{Number(inherited.Listen)}", plan.MemoryMiB),
        ]);
        // Nothing of the executor's own environment comes near a function.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        return start;
    }

    /// <summary>Bubblewrap's own arguments, as it reads them from a descriptor.</summary>
    public static byte[] Arguments(ContainerPlan plan, Berth berth, SandboxDescriptors inherited, IEnumerable<string> view) =>
        Encoding.UTF8.GetBytes(string.Concat(Arguments(plan, berth, inherited).Concat(view).Select(argument => argument + '\0')));

    private static IEnumerable<string> Arguments(ContainerPlan plan, Berth berth, SandboxDescriptors inherited) =>
    [
        "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", .. berth.Network is null ? ["--unshare-net"] : Array.Empty<string>(),
        "--die-with-parent", "--new-session", "--seccomp", Number(inherited.Filter), "--hostname", "function",
        // The namespace's descriptor would be inherited by the function, were it not also what bubblewrap's own process inside keeps, and no other.
        "--userns2", Number(inherited.UserNamespace), "--sync-fd", Number(inherited.UserNamespace),
        "--info-fd", Number(inherited.Info), "--block-fd", Number(inherited.Block),
        // Just enough to become the function's user, which is the last thing done before the runtime; and in its own user namespace alone.
        "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
        "--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8",
        .. (plan.Runtime.Root?.Settings ?? []).SelectMany(setting => new[] { "--setenv", setting.Name, setting.Value }), "--setenv", "HOME", "/tmp",
        "--setenv", "__OW_ALLOW_CONCURRENT", plan.Concurrent ? "true" : "false",
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
