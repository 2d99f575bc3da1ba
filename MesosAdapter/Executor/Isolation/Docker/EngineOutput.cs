using Faas.Mesos.Executor.Native;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>The pipes from which an engine reads what a container writes, at the end where the container does.</summary>
/// <remarks>They are opened for each line: while anybody has them open, the engine waits for more, even when the container has ended.</remarks>
internal sealed class EngineOutput : IDisposable
{
    private readonly SafeFileHandle _process;

    /// <param name="process">The container's first, as this machine sees it; held, so that no later process is taken for it.</param>
    public EngineOutput(long process) => _process = Libc.OpenPath($"/proc/{process}");

    /// <summary>An <see cref="Logs.OutputTail"/>.</summary>
    public int Write(bool stdout, ReadOnlySpan<byte> line)
    {
        var held = false;
        try
        {
            _process.DangerousAddRef(ref held);
            using var found = Libc.OpenPath($"{Own(_process)}/fd/{(stdout ? 1 : 2)}");
            if (found.IsInvalid || !IsPipe(found)) return -1;
            using var pipe = Libc.OpenToWrite(Own(found));
            return pipe.IsInvalid ? -1 : Libc.TryWrite(pipe, line);
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
        finally
        {
            if (held) _process.DangerousRelease();
        }
    }

    public void Dispose() => _process.Dispose();

    // A process may put anything in the place of its output, and what is written here is written by root: only into what has no name.
    private static bool IsPipe(SafeFileHandle found) => new FileInfo(Own(found)).LinkTarget?.StartsWith("pipe:[", StringComparison.Ordinal) ?? false;

    private static string Own(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";
}
