using System.Diagnostics;
using System.IO.Pipes;
using Faas.Mesos.Executor.Logs;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>What a container writes: the reading ends of two pipes, open until this is disposed.</summary>
/// <param name="close">Closes them, and lets go of what they belong to.</param>
internal sealed class ContainerOutput(int stdout, int stderr, Action close) : IDisposable
{
    public int Stdout => stdout;

    public int Stderr => stderr;

    /// <summary>Where others carry the output here: writes at the container's end of it. <see langword="null"/> where it is the container's own pipes that are read.</summary>
    public OutputTail? Tail { get; init; }

    public static ContainerOutput Of(Process process) => new(Descriptor(process.StandardOutput), Descriptor(process.StandardError), process.Release);

    public void Dispose() => close();

    private static int Descriptor(StreamReader reader) => (int)((PipeStream)reader.BaseStream).SafePipeHandle.DangerousGetHandle();
}
