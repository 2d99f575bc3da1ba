using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Native;

/// <summary>Puts the calling thread, and what it starts, into another network namespace for a while.</summary>
internal static partial class NetworkNamespace
{
    private const int Network = 0x40000000;
    private static readonly SafeFileHandle Own = File.OpenHandle("/proc/self/ns/net");

    /// <param name="file">The namespace's file: <c>/run/netns/…</c>.</param>
    /// <exception cref="IOException">There is none, or no right to enter it.</exception>
    public static void Within(string file, Action act)
    {
        using (var other = File.OpenHandle(file)) Enter(other, file);
        try
        {
            act();
        }
        finally
        {
            Enter(Own, "this program's own network namespace");
        }
    }

    /// <summary>For good: the calling thread must be nobody else's, and end there.</summary>
    /// <exception cref="IOException">It has ended, or there is no right to enter it.</exception>
    public static void Enter(SafeFileHandle handle, string what)
    {
        if (SetNamespace((int)handle.DangerousGetHandle(), Network) != 0) throw new IOException($"{what} could not be entered: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
