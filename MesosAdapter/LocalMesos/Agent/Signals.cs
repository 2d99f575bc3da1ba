using System.Runtime.InteropServices;

namespace Faas.Mesos.Local.Agent;

/// <summary>POSIX signals to whole process groups, which .NET does not offer.</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>Does nothing when the group is gone.</summary>
    public static void SendToGroup(int processGroup, int signal) => _ = NativeKill(-processGroup, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
