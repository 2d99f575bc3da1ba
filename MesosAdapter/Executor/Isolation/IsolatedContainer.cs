using System.Diagnostics;
using System.Net;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>How a container ended by itself.</summary>
/// <param name="Detail">Exit code or signal, in words.</param>
internal sealed record ContainerExit(string Detail, bool OutOfMemory);

/// <summary>A container that a driver started.</summary>
/// <param name="address">Where its proxy listens, or will.</param>
/// <param name="codeInside">The code's folder as the function sees it.</param>
/// <param name="exited">Completes when its first process has ended.</param>
internal sealed class IsolatedContainer(ContainerPlan plan, Process process, EndPoint address, string codeInside, Task<ContainerExit> exited)
{
    public ContainerPlan Plan => plan;

    /// <summary>Whether the kernel has killed in it for want of memory: it need not have been the first process.</summary>
    public Func<bool> RanOutOfMemory { get; init; } = static () => false;

    public Process Process => process;

    public EndPoint Address => address;

    public string CodeInside => codeInside;

    public Task<ContainerExit> Exited => exited;

    /// <summary>The reading ends of its output; open until the process object is disposed.</summary>
    public (int Out, int Error) Output => (Descriptor(process.StandardOutput), Descriptor(process.StandardError));

    private static int Descriptor(StreamReader reader) =>
        (int)((System.IO.Pipes.PipeStream)reader.BaseStream).SafePipeHandle.DangerousGetHandle();
}
