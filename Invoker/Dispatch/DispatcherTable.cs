using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Ownership;
using Faas.Invoker.Pool;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>The dispatchers of the functions we own and have seen work for.</summary>
internal sealed class DispatcherTable(DispatchServices services)
{
    private const int Parts = 8;

    private readonly ConcurrentDictionary<Shard, ConcurrentDictionary<FunctionId, FunctionDispatcher>> _shards = new();
    private int _part;

    public IEnumerable<FunctionDispatcher> All => _shards.Values.SelectMany(shard => shard.Values);

    /// <summary>Whether it is known that work waits for a function, or a claim is on its way whose answer will tell.</summary>
    public bool Knows(Shard shard, FunctionId function) =>
        _shards.TryGetValue(shard, out var dispatchers) && dispatchers.TryGetValue(function, out var dispatcher) && dispatcher.KnowsOfWork;

    /// <summary>Work waits for a function of a shard we own.</summary>
    public void Wake(FunctionId function, OwnedShard shard, long waiting)
    {
        var dispatchers = _shards.GetOrAdd(shard.Shard, _ => new());
        if (!dispatchers.TryGetValue(function, out var dispatcher))
        {
            // Wakes of one shard may come at once; only one of them may make a dispatcher.
            lock (dispatchers)
            {
                dispatcher = dispatchers.GetOrAdd(function, id => new(id, services));
                services.Evictor.Add(function, dispatcher.Pool);
            }
        }
        if (!dispatcher.IsOwned) dispatcher.Own(shard);
        dispatcher.Wake(waiting);
    }

    /// <summary>Gives a claim to its function's dispatcher.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryHand(Claim claim)
    {
        if (!_shards.TryGetValue(claim.Function.Shard, out var dispatchers) || !dispatchers.TryGetValue(claim.Function, out var dispatcher)) return false;
        dispatcher.Hand(claim);
        return true;
    }

    /// <summary>The shard changed hands: to us, or (<see langword="null"/>) away; then what runs goes on, idle containers go, nothing more is claimed.</summary>
    public async Task OwnAsync(Shard shard, OwnedShard? owned)
    {
        if (!_shards.TryGetValue(shard, out var dispatchers)) return;
        foreach (var dispatcher in dispatchers.Values) dispatcher.Own(owned);
        if (owned is null) await Task.WhenAll(dispatchers.Values.Select(dispatcher => RetireAsync(dispatcher, _ => true, "its shard has another owner")));
    }

    /// <summary>Retires containers, and takes down those that run nothing.</summary>
    public static async Task RetireAsync(FunctionDispatcher dispatcher, Func<Container, bool> due, string why) =>
        await Task.WhenAll(dispatcher.Pool.Retire(due).Select(container => dispatcher.RemoveAsync(container, why)));

    /// <summary>
    /// Ends the dispatchers that have neither work nor containers, in another part of the shards each time: there may be very many, and it does not press.
    /// What waits in a shard that is not ours is not theirs to run.
    /// </summary>
    public async Task EndIdleAsync()
    {
        var part = _part++ % Parts;
        foreach (var (shard, dispatchers) in _shards)
        {
            if (shard.Value % Parts != part) continue;
            foreach (var (function, dispatcher) in dispatchers.Where(entry => entry.Value is { Pool.Count: 0 } and ({ Waiting: 0 } or { IsOwned: false })))
            {
                if (!dispatchers.TryRemove(new(function, dispatcher))) continue;
                services.Evictor.Remove(function);
                await dispatcher.DisposeAsync();
            }
        }
    }
}
