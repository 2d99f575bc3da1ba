using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Native;

/// <summary>Mounts that only those see who are started among them, and that go when nobody is left who could.</summary>
internal static partial class MountNamespace
{
    private const int Mounts = 0x20000, FileSystemState = 0x200;
    private static readonly SafeFileHandle Own = File.OpenHandle("/proc/self/ns/mnt");

    /// <summary>Makes one out of this program's own mounts; neither learns of what is mounted in the other from then on.</summary>
    /// <param name="arrange">Called inside.</param>
    /// <exception cref="IOException">There is no right to.</exception>
    public static SafeFileHandle Make(Action arrange)
    {
        SafeFileHandle? made = null;
        ExceptionDispatchInfo? failure = null;
        // A thread of its own, which ends inside: none that others use must ever be left there.
        var thread = new Thread(() =>
        {
            try
            {
                Check(Unshare(Mounts), "unshare");
                Mount.MakePrivate();
                arrange();
                made = File.OpenHandle("/proc/thread-self/ns/mnt");
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return made!;
    }

    /// <summary>Puts the calling thread, and what it starts, there for a while.</summary>
    /// <exception cref="IOException">There is no right to.</exception>
    public static void Within(SafeFileHandle space, Action act)
    {
        Enter(space);
        try
        {
            act();
        }
        finally
        {
            Enter(Own);
        }
    }

    // Only a thread that shares its root and working folder with no other may: and whatever threads the pool has begun on this one meanwhile share them.
    private static void Enter(SafeFileHandle space)
    {
        Check(Unshare(FileSystemState), "unshare");
        Check(SetNamespace((int)space.DangerousGetHandle(), Mounts), "setns");
    }

    private static void Check(int result, string call)
    {
        if (result != 0) throw new IOException($"A mount namespace could not be had, {call} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int what);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
