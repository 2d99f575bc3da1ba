using Faas.Contracts;
using Faas.Invoker.Direct;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;

namespace Faas.Benchmarks.Queue;

/// <summary>Containers that listen already, and know no request but one with JSON in it: nobody may ask them whether they listen.</summary>
internal sealed class RunningContainers(DirectCalls calls) : IContainerCalls
{
    public Task<ContainerStarted> StartAsync(Uri executor, string container, ContainerStart start, CancellationToken ct) => Task.FromResult(new ContainerStarted(1));

    public Task<ContainerStarted?> AdoptAsync(Uri executor, WarmContainer warm, CancellationToken ct) => calls.AdoptAsync(executor, warm, ct);

    public Task<ContainerReply> InitAsync(Container container, ContainerInit init, CancellationToken ct) => calls.InitAsync(container, init, ct);

    public Task<RunAnswer> RunAsync(Container container, RunAsk ask, CancellationToken ct) => calls.RunAsync(container, ask, ct);

    public Task RemoveAsync(Container container, CancellationToken ct) => calls.RemoveAsync(container, ct);
}
