using System.Collections.Concurrent;
using Faas.Invoker.Dispatch;
using Faas.Storage;

namespace Faas.Invoker.Ownership;

/// <summary>Finds in our shards what no message told: waiting work, and claims nobody works on. In all of them once a second, in one just gained at once.</summary>
internal sealed partial class ShardSweep(
    WorkQueue queue, ShardStore store, OwnedShards owned, DispatcherTable dispatchers, ClaimRecovery recovery, InvokerIdentity identity, TimeProvider time,
    ILogger<ShardSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly DueSignal _now = new();
    private readonly ConcurrentQueue<OwnedShard> _gained = new();
    private volatile bool _claims, _all;

    /// <summary>Looks at a shard that was just gained.</summary>
    public void Look(OwnedShard gained)
    {
        _gained.Enqueue(gained);
        _now.Set();
    }

    /// <summary>Looks at all of them: messages may have been missed, of what waits and of what was claimed for us.</summary>
    public void LookForMissed()
    {
        Suspect();
        _all = true;
        _now.Set();
    }

    /// <summary>Looks through all claims at the next turn: an invoker has ended, and may have left some in our shards.</summary>
    public void LookForClaims() => _claims = true;

    /// <summary>Claims of ours may exist of which we never heard.</summary>
    public void Suspect() => recovery.Suspect();

    public override void Dispose()
    {
        _now.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = Second - time.GetElapsedTime(swept);
            await _now.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stoppingToken);
            try
            {
                await LookAtGainedAsync(stoppingToken);
                if (!_all && time.GetElapsedTime(swept) < Second) continue;
                _all = false;
                swept = time.GetTimestamp();
                await SweepAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogSweepFailed(e.Message);
                Suspect();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepBroken(e);
                Suspect();
            }
        }
    }

    private async Task LookAtGainedAsync(CancellationToken ct)
    {
        var gained = new List<OwnedShard>();
        while (_gained.TryDequeue(out var shard)) gained.Add(shard);
        // What is left running there counts for limits before more of it is begun.
        await Task.WhenAll(gained.Select(shard => recovery.RecoverAsync(shard.Shard, identity.Session, ct)));
        await FindWaitingAsync(gained, ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        var shards = owned.All;
        await FindWaitingAsync(shards, ct);
        var waiting = dispatchers.All.Where(dispatcher => dispatcher.Known.MayWait).ToArray();
        foreach (var dispatcher in waiting) dispatcher.LookAgain();
        await Task.WhenAll(waiting.Select(dispatcher => dispatcher.EndExpiredAsync()));
        if (_claims || recovery.IsSuspect)
        {
            _claims = false;
            await Task.WhenAll(shards.Select(shard => recovery.RecoverAsync(shard.Shard, identity.Session, ct)));
        }
        if (recovery.IsSuspect) await recovery.RecoverMissedAsync((await store.ListAsync(ct)).Except(shards.Select(shard => shard.Shard)), identity.Session, ct);
        await dispatchers.EndIdleAsync();
    }

    private async Task FindWaitingAsync(IReadOnlyCollection<OwnedShard> shards, CancellationToken ct)
    {
        var ready = await Task.WhenAll(shards.Select(async shard => (Shard: shard, Functions: await queue.ListReadyAsync(shard.Shard, function => dispatchers.Knows(shard.Shard, function), ct))));
        foreach (var (shard, functions) in ready)
        {
            foreach (var (function, count) in functions) dispatchers.Wake(function, shard, count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Shards cannot be swept: {Reason}")]
    private partial void LogSweepFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Sweeping shards failed; will try again")]
    private partial void LogSweepBroken(Exception exception);
}
