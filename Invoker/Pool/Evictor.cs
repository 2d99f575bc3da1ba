using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Invoker.Pool;

/// <summary>Knows the pools of all functions, and which container to give up when there is no room.</summary>
internal sealed class Evictor
{
    private readonly ConcurrentDictionary<FunctionId, FunctionPool> _pools = new();

    public void Add(FunctionId function, FunctionPool pool) => _pools[function] = pool;

    public void Remove(FunctionId function) => _pools.TryRemove(function, out _);

    /// <summary>Takes the container out of its pool that has been idle longest.</summary>
    /// <returns>What to take down, or <see langword="null"/>: nothing is idle.</returns>
    public Container? PickIdle()
    {
        var victim = _pools
            .SelectMany(pool => pool.Value.Snapshot(), (pool, container) => new Candidate(pool.Value, container))
            .Where(candidate => candidate.Container.State is ContainerState.Warm or ContainerState.Prewarm)
            .MinBy(candidate => candidate.Container.Since);
        return victim?.Pool.Retire(container => container == victim.Container && container.Runs == 0) is [var idle, ..] ? idle : null;
    }

    private sealed record Candidate(FunctionPool Pool, Container Container);
}
