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

    public IReadOnlyCollection<OwnedShard> All => [.. _held.Values];

    public IReadOnlySet<Shard> Held => _held.Keys.ToHashSet();

    /// <param name="asked">When the lease was asked for.</param>
    public async Task AddAsync(ShardLease lease, long asked)
    {
        var shard = new OwnedShard(lease, options.Value.LeaseLifetime, time);
        shard.Renewed(asked);
        _held[lease.Shard] = shard;
        await dispatchers.OwnAsync(lease.Shard, shard);
        await store.OnWakeAsync(lease.Shard, (function, waiting) =>
        {
            if (waiting > 0) dispatchers.Wake(function, shard, waiting);
            else LookForDue(shard);
        });
        LookForDue(shard);
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

    public IReadOnlyList<OwnedShard> DueForRenewal(TimeSpan age) => [.. All.Where(shard => time.GetElapsedTime(shard.LastRenewed) >= age)];

    /// <summary>Claims nothing more under a lease, then gives it up: its next owner need not wait for it to end.</summary>
    public async Task DropAsync(Shard shard, CancellationToken ct)
    {
        if (!_held.TryGetValue(shard, out var held)) return;
        await ForgetAsync(shard);
        await store.DropAsync(held.Stored, ct);
    }

    /// <summary>The lease is lost already, or about to be given up.</summary>
    public async Task ForgetAsync(Shard shard)
    {
        if (!_held.TryRemove(shard, out var held)) return;
        held.GiveUp();
        await dispatchers.OwnAsync(shard, null);
        await store.StopWakesAsync(shard);
    }
}
