using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor.Native;

/// <summary>The limits that a process hands down to what it starts.</summary>
internal static partial class ProcessLimits
{
    private const int CoreFile = 4, OpenFiles = 7, LockedMemory = 8;
    private const ulong MostLocked = 64 << 10;

    /// <param name="descriptors">Open files of a process.</param>
    /// <exception cref="IOException">The kernel refuses, or the process has ended.</exception>
    public static void Set(int process, int descriptors)
    {
        foreach (var (resource, most) in new[] { (OpenFiles, (ulong)descriptors), (CoreFile, 0UL), (LockedMemory, MostLocked) })
            if (SetLimit(process, resource, new Limit(most, most), 0) != 0) throw new IOException($"prlimit failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "prlimit64", SetLastError = true)]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint former);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
