using System.Diagnostics;
using System.IO.Pipes;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>What a container writes: the reading ends of two pipes, open until this is disposed.</summary>
/// <param name="owner">What the pipes are closed with.</param>
internal sealed class ContainerOutput(int stdout, int stderr, IDisposable owner) : IDisposable
{
    public int Stdout => stdout;

    public int Stderr => stderr;

    public static ContainerOutput Of(Process process) => new(Descriptor(process.StandardOutput), Descriptor(process.StandardError), process);

    public void Dispose() => owner.Dispose();

    private static int Descriptor(StreamReader reader) => (int)((PipeStream)reader.BaseStream).SafePipeHandle.DangerousGetHandle();
}
