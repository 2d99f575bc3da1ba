using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;

namespace Faas.Benchmarks.Queue;

/// <summary>Containers that start, initialise and answer at once: what is left is the queue and the invoker's own work.</summary>
internal sealed class InstantContainers : IContainerCalls
{
    private static readonly RunAnswer Answer = new(ContainerEnd.Answered, 200, 1, null, "{\"ok\":true}"u8.ToArray(), default);

    public Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct) => Task.FromResult(new ContainerStarted(1));

    public Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct) => Task.FromResult<ContainerStarted?>(null);

    public Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct) =>
        Task.FromResult(new ContainerReply(ContainerEnd.Answered, 200, "{}", null, 1, ""));

    public Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct) => Task.FromResult(Answer);

    public Task RemoveAsync(Container container, CancellationToken ct) => Task.CompletedTask;
}
