using System.Diagnostics;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>Closes what is left of a process here.</summary>
internal static class ProcessEnds
{
    /// <summary>Disposes a process whose output was read. By itself it leaves its pipes to the garbage collector, as somebody may still hold them.</summary>
    public static void Release(this Process process)
    {
        process.StandardInput.Dispose();
        process.StandardOutput.Dispose();
        process.StandardError.Dispose();
        process.Dispose();
    }
}
