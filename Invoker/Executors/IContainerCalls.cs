using Faas.Contracts;
using Faas.Invoker.Pool;

namespace Faas.Invoker.Executors;

/// <summary>How containers are reached: through the executor of their slot, or each by itself.</summary>
internal interface IContainerCalls
{
    /// <summary>Makes the container of a slot ready for its code.</summary>
    /// <exception cref="ExecutorCallException">It cannot be started.</exception>
    Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct);

    /// <summary>Takes a warm container over from a dead invoker; removes it where that cannot be.</summary>
    /// <returns>What it is, when it is ours; <see langword="null"/> otherwise.</returns>
    /// <exception cref="ExecutorCallException">Nobody answers.</exception>
    Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct);

    /// <exception cref="ExecutorCallException">It was refused or lost; whether it was started is in the exception.</exception>
    Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct);

    /// <exception cref="ExecutorCallException">It was refused or lost; whether it was started is in the exception.</exception>
    Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct);

    /// <summary>Removes a container; one that is gone already counts as removed.</summary>
    /// <exception cref="ExecutorCallException">Its executor is out of reach; the container may go on.</exception>
    Task RemoveAsync(Container container, CancellationToken ct);
}
