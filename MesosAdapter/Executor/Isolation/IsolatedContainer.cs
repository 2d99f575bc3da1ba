using System.Net;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>How a container ended by itself.</summary>
/// <param name="Detail">Exit code or signal, in words.</param>
internal sealed record ContainerExit(string Detail, bool OutOfMemory);

/// <summary>A container that a driver started.</summary>
/// <param name="output">What it writes; disposed when the container has gone.</param>
/// <param name="address">Where its proxy listens, or will.</param>
/// <param name="codeInside">The code's folder as the function sees it; <see langword="null"/> where code travels in the body of <c>/init</c>.</param>
/// <param name="exited">Completes when its first process has ended and all it wrote can be read.</param>
internal sealed class IsolatedContainer(ContainerPlan plan, ContainerOutput output, EndPoint address, string? codeInside, Task<ContainerExit> exited)
{
    public ContainerPlan Plan => plan;

    public ContainerOutput Output => output;

    /// <summary>Whether the kernel has killed in it for want of memory: it need not have been the first process.</summary>
    public Func<bool> RanOutOfMemory { get; init; } = static () => false;

    /// <summary>Called once its proxy listens, and before there is code in it.</summary>
    public Action Listens { get; init; } = static () => { };

    public EndPoint Address => address;

    /// <summary>Whether connections queue up at its address from its start on, until its proxy serves them.</summary>
    public bool QueuesConnections { get; init; }

    public string? CodeInside => codeInside;

    public Task<ContainerExit> Exited => exited;
}
