using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Native;

/// <summary>A process that is meant even when its number has passed on to another.</summary>
internal sealed partial class ProcessHandle : IDisposable
{
    private const int OpenCall = 434, SignalCall = 424, Killed = 9;
    private readonly SafeFileHandle _descriptor;

    private ProcessHandle(SafeFileHandle descriptor) => _descriptor = descriptor;

    /// <returns><see langword="null"/> when it has ended, or the kernel (before 5.3) has no such handles.</returns>
    public static ProcessHandle? Open(int process) => SystemCall(OpenCall, process, 0, 0, 0) is >= 0 and var descriptor ? new(new(descriptor, ownsHandle: true)) : null;

    /// <summary>Kills it; returns before it has gone. Harmless when it has.</summary>
    public void Kill()
    {
        if (!_descriptor.IsClosed) _ = SystemCall(SignalCall, _descriptor.DangerousGetHandle(), Killed, 0, 0);
    }

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
