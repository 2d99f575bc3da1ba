using System.Runtime.InteropServices;

namespace Faas.Mesos.Local.Agent;

/// <summary>POSIX signals to whole process groups, which .NET does not offer.</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>To a group, or to its leader alone while that has not yet made the group; nothing happens when both are gone.</summary>
    public static void SendToGroupOf(int leader, int signal)
    {
        if (NativeKill(-leader, signal) != 0)
        {
            _ = NativeKill(leader, signal);
        }
    }

    /// <summary>To what is left of a group whose leader is gone.</summary>
    public static void SendToOrphansOf(int leader, int signal) => _ = NativeKill(-leader, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
