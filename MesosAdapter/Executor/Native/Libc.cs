using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Native;

/// <summary>The calls of Linux's libc that the base library does not offer.</summary>
internal static partial class Libc
{
    private const int GetFlags = 3, SetFlags = 4, SetPipeSize = 1031, NonBlocking = 0x800, Killed = 9, TryAgain = 11;
    private const int WriteOnly = 1, CloseOnExec = 0x80000, PathOnly = 0x200000;

    /// <summary>Makes reads of a pipe return at once, and gives it room for a burst.</summary>
    public static void PreparePipe(int descriptor, int size)
    {
        _ = Control(descriptor, SetFlags, Control(descriptor, GetFlags, 0) | NonBlocking);
        _ = Control(descriptor, SetPipeSize, size);
    }

    /// <summary>Kills a process; one that has gone is no error.</summary>
    public static void Kill(int process) => _ = Signal(process, Killed);

    /// <summary>Writes what fits into a pipe made non-blocking before.</summary>
    /// <returns>How much; 0 when it is full, -1 when nobody reads it any more.</returns>
    public static int TryWrite(SafeHandle pipe, ReadOnlySpan<byte> bytes)
    {
        var written = (int)Write(pipe, ref MemoryMarshal.GetReference(bytes), bytes.Length);
        return written < 0 && Marshal.GetLastPInvokeError() == TryAgain ? 0 : written;
    }

    /// <summary>Finds what a path names, without opening it; invalid when there is nothing.</summary>
    public static SafeFileHandle OpenPath(string path) => new(Open(path, PathOnly | CloseOnExec), ownsHandle: true);

    /// <summary>Opens a pipe to write without waiting; invalid when nobody reads it.</summary>
    public static SafeFileHandle OpenToWrite(string path) => new(Open(path, WriteOnly | NonBlocking | CloseOnExec), ownsHandle: true);

    // What comes after the flags is for files that are made.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeHandle descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string fresh);

    // Directory.Delete looks for files first; the files of a cgroup cannot be removed.
    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveFolder(string folder);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
