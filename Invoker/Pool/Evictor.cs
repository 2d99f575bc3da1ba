using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Invoker.Pool;

/// <summary>Knows the pools of all functions, and which container to give up when there is no room.</summary>
internal sealed class Evictor(ISlotSource slots)
{
    private readonly ConcurrentDictionary<FunctionId, FunctionPool> _pools = new();

    public void Add(FunctionId function, FunctionPool pool) => _pools[function] = pool;

    public void Remove(FunctionId function) => _pools.TryRemove(function, out _);

    /// <summary>Takes the container out of its pool that has been idle longest, if the cluster has nothing left to offer.</summary>
    /// <returns>What to take down, or <see langword="null"/>: nothing is idle, or an offer will do.</returns>
    public Container? PickIdle(FunctionDefinition wanting)
    {
        if (slots.Describe() is { Offers: var offers } && offers.Any(offer => offer.MemoryMiB >= wanting.Limits.MemoryMiB)) return null;
        var victim = _pools
            .Where(pool => pool.Key != wanting.Id)
            .SelectMany(pool => pool.Value.Snapshot(), (pool, container) => (Pool: pool.Value, Container: container))
            .Where(pair => pair.Container.State is ContainerState.Warm or ContainerState.Prewarm)
            .MinBy(pair => pair.Container.Since);
        return victim.Pool?.Retire(container => container == victim.Container && container.Runs == 0) is [var idle, ..] ? idle : null;
    }
}
