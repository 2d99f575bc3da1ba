using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Native;

/// <summary>Descriptors that a child is to have, and sockets and pipes for it.</summary>
internal static partial class Descriptors
{
    private const int Duplicate = 0, FirstFree = 3, Unix = 1, CloseOnExec = 0x80000, StreamCloseOnExec = 1 | CloseOnExec, LongestPath = 107, Backlog = 16;
    private const int CloseRange = 436, SetCloseOnExec = 4;

    /// <summary>A copy that programs started from now on inherit, until it is closed.</summary>
    public static int Inheritable(SafeHandle descriptor) => Check(Control((int)descriptor.DangerousGetHandle(), Duplicate, FirstFree), "fcntl");

    /// <summary>What this program was given open itself, by an agent or a shell, is passed on to nobody.</summary>
    public static void KeepFromChildren()
    {
        if (OperatingSystem.IsLinux()) _ = SystemCall(CloseRange, FirstFree, uint.MaxValue, SetCloseOnExec);
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>A Unix socket with a name, at which connections queue up for whoever inherits it.</summary>
    /// <exception cref="IOException">The path is too long, or taken.</exception>
    public static SafeFileHandle ListenAt(string path)
    {
        Span<byte> address = stackalloc byte[2 + LongestPath + 1];
        address.Clear();
        BitConverter.TryWriteBytes(address, (short)Unix);
        if (!System.Text.Encoding.UTF8.TryGetBytes(path, address[2..^1], out var length)) throw new IOException($"The path {path} is too long for a socket: choose a shorter DataFolder.");
        var socket = new SafeFileHandle(Check(CreateSocket(Unix, StreamCloseOnExec, 0), "socket"), ownsHandle: true);
        var descriptor = (int)socket.DangerousGetHandle();
        if (Bind(descriptor, address, 2 + length + 1) == 0 && Listen(descriptor, Backlog) == 0) return socket;
        var error = Marshal.GetLastPInvokeErrorMessage();
        socket.Dispose();
        throw new IOException($"The socket {path} could not be made: {error}");
    }

    /// <summary>A pipe: what is written to the second is read from the first.</summary>
    /// <exception cref="IOException">There are too many open files.</exception>
    public static (SafeFileHandle Read, SafeFileHandle Write) MakePipe()
    {
        Span<int> ends = stackalloc int[2];
        Check(Pipe(ends, CloseOnExec), "pipe2");
        return (new(ends[0], ownsHandle: true), new(ends[1], ownsHandle: true));
    }

    /// <summary>Two sockets that are connected to each other.</summary>
    /// <exception cref="IOException">There are too many open files.</exception>
    public static (SafeSocketHandle Own, SafeFileHandle Other) MakeSocketPair()
    {
        Span<int> ends = stackalloc int[2];
        Check(SocketPair(Unix, StreamCloseOnExec, 0, ends), "socketpair");
        return (new(ends[0], ownsHandle: true), new(ends[1], ownsHandle: true));
    }

    private static int Check(int result, string call) => result >= 0 ? result : throw new IOException($"{call} failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nuint first, nuint last, nuint flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(Span<int> ends, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int family, int type, int protocol, Span<int> ends);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(int socket, int backlog);
}
