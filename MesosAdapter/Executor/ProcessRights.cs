using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor;

/// <summary>What the user this program runs as may do, in words for whoever set that user.</summary>
/// <param name="UserId">Who it is; it may have no name.</param>
/// <param name="IsRoot">Whether it is root.</param>
/// <param name="UserNamespaces">Whether everybody may make user namespaces here.</param>
/// <param name="Docker">Whether it may use the machine's Docker Engine.</param>
internal sealed partial record ProcessRights(uint UserId, bool IsRoot, bool UserNamespaces, bool Docker)
{
    private const string DockerSocket = "/var/run/docker.sock";
    private const int Writable = 2;

    public static ProcessRights Find() => new(
        EffectiveUser(),
        Environment.IsPrivilegedProcess,
        Read("/proc/sys/user/max_user_namespaces") != "0" && Read("/proc/sys/kernel/unprivileged_userns_clone") != "0",
        Access(DockerSocket, Writable) == 0);

    public override string ToString() => string.Join("; ",
        IsRoot ? "root: containers get users and cgroups of their own" : "not root: no users and no cgroups for containers unless somebody has handed them down",
        UserNamespaces || IsRoot ? "may make namespaces" : "may not make namespaces",
        Docker ? "may use Docker" : "may not use Docker, or there is none");

    private static string? Read(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
