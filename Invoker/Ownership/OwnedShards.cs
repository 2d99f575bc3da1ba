using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Dispatch;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Ownership;

/// <summary>The shards this invoker owns. The dispatchers of a shard learn here that it came or went.</summary>
internal sealed class OwnedShards(ShardStore store, DispatcherTable dispatchers, DueSignal due, IOptions<InvokerOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Shard, OwnedShard> _held = new();

    /// <summary>Called when a lease was lost; must not block.</summary>
    public event Action? Lost;

    public IReadOnlyCollection<OwnedShard> All => [.. _held.Values];

    /// <summary>Those whose lease is not known to be lost.</summary>
    public IEnumerable<OwnedShard> Kept => _held.Values.Where(shard => !shard.IsLost);

    public IReadOnlySet<Shard> Held => _held.Keys.ToHashSet();

    /// <summary>Takes a shard in, or goes on with one under another lease.</summary>
    /// <param name="asked">When the lease was asked for.</param>
    public async Task<OwnedShard> AddAsync(ShardLease lease, long asked)
    {
        var shard = new OwnedShard(lease, options.Value.LeaseLifetime, time);
        shard.Renewed(asked);
        var again = _held.ContainsKey(lease.Shard);
        _held[lease.Shard] = shard;
        await dispatchers.OwnAsync(lease.Shard, shard);
        if (again) await store.StopWakesAsync(lease.Shard);
        await store.OnWakeAsync(lease.Shard, (function, waiting) =>
        {
            if (waiting > 0) dispatchers.Wake(function, shard, waiting);
            else LookForDue(shard);
        });
        LookForDue(shard);
        return shard;
    }

    /// <summary>Words of delayed invocations may have been missed.</summary>
    public void LookForDue()
    {
        foreach (var shard in _held.Values) LookForDue(shard);
    }

    private void LookForDue(OwnedShard shard)
    {
        shard.LookForDueIn(TimeSpan.Zero);
        due.Set();
    }

    /// <summary>Its lease is not ours any more: nothing is claimed under it, and whoever looks after shards looks.</summary>
    public void Lose(OwnedShard shard)
    {
        shard.Lose();
        Lost?.Invoke();
    }

    /// <summary>Claims nothing more under a lease, then gives it up: its next owner need not wait for it to end, nor for what is still to be taken down here.</summary>
    public async Task DropAsync(Shard shard, CancellationToken ct)
    {
        if (!_held.TryGetValue(shard, out var held)) return;
        var forgotten = ForgetAsync(shard);
        await store.DropAsync(held.Stored, ct);
        await forgotten;
    }

    /// <summary>The lease is lost already, or about to be given up.</summary>
    public async Task ForgetAsync(Shard shard)
    {
        if (!_held.TryRemove(shard, out var held)) return;
        held.Lose();
        var retired = dispatchers.OwnAsync(shard, null);
        await store.StopWakesAsync(shard);
        await retired;
    }
}
