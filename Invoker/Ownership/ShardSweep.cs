using Faas.Contracts;
using Faas.Invoker.Dispatch;
using Faas.Storage;

namespace Faas.Invoker.Ownership;

/// <summary>Finds in our shards what no message told: waiting work, and claims nobody works on.</summary>
internal sealed class ShardSweep(WorkQueue queue, DispatcherTable dispatchers, ClaimRecovery recovery)
{
    public void Suspect() => recovery.Suspect();

    public Task RecoverAsync(Shard shard, string session, CancellationToken ct) => recovery.RecoverAsync(shard, session, ct);

    /// <param name="gone">Whether an invoker has ended since the last sweep: it may have left claims in our shards.</param>
    /// <param name="all">Every shard that holds functions.</param>
    public async Task SweepAsync(IReadOnlyCollection<OwnedShard> shards, IReadOnlyCollection<Shard> all, string session, bool gone, CancellationToken ct)
    {
        var ready = await Task.WhenAll(shards.Select(async shard => (Shard: shard, Functions: await queue.ListReadyAsync(shard.Shard, function => dispatchers.KnowsToWait(shard.Shard, function), ct))));
        foreach (var (shard, functions) in ready)
        {
            foreach (var (function, count) in functions) dispatchers.Wake(function, shard, count);
        }
        var waiting = dispatchers.All.Where(dispatcher => dispatcher.Waiting > 0).ToArray();
        foreach (var dispatcher in waiting) dispatcher.Signal();
        // At the same time: leases are not renewed before this is over.
        await Task.WhenAll(waiting.Select(dispatcher => dispatcher.EndExpiredAsync()));
        if (gone || recovery.IsSuspect)
        {
            await Task.WhenAll(shards.Select(shard => recovery.RecoverAsync(shard.Shard, session, ct)));
        }
        if (recovery.IsSuspect) await recovery.RecoverMissedAsync(all.Except(shards.Select(shard => shard.Shard)), session, ct);
        await dispatchers.EndIdleAsync();
    }
}
