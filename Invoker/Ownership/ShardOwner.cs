using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Ownership;

/// <summary>Holds this invoker's share of the shards: takes, renews, hands over; finds work whose wake was lost and claims whose invoker is gone.</summary>
internal sealed partial class ShardOwner(
    ShardStore shards, Neighbours neighbours, OwnedShards owned, ShardSweep sweep, RunsUnderWay runs, InvokerIdentity identity, IOptions<InvokerOptions> options, TimeProvider time,
    ILogger<ShardOwner> logger) : BackgroundService
{
    /// <summary>Shards taken or given at the same time. One after the other would take longer than a lease lives, where there are hundreds and the store is busy.</summary>
    private const int AtATime = 64;

    private readonly SemaphoreSlim _now = new(0, 1);
    private HashSet<string> _living = [];
    private bool _listening;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogTurnFailed(e.Message);
                sweep.Suspect();
                neighbours.StoreIsAway();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogTurnBroken(e);
            }
            await WaitAsync(stoppingToken);
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        if (!_listening)
        {
            await shards.OnChangeAsync(LookNow);
            await shards.OnReconnectAsync(LookNow);
            await shards.OnReconnectAsync(owned.LookForDue);
            await runs.ListenAsync();
            _listening = true;
        }
        var invokers = await neighbours.ListAsync(ct);
        var living = invokers.Select(invoker => invoker.Session).Append(identity.Session).ToHashSet();
        var takers = invokers.Where(invoker => !invoker.Draining).Select(invoker => invoker.Session).Append(identity.Session).ToHashSet();
        var all = await shards.ListAsync(ct);
        var moves = OwnershipPolicy.Decide(identity.Session, takers, all, owned.Held);

        foreach (var part in moves.HandOver.Chunk(AtATime)) await Task.WhenAll(part.Select(shard => HandOverAsync(shard, ct)));
        await RenewAsync(ct);
        var gone = _living.Except(living).Any();
        _living = living;
        foreach (var part in moves.Take.Chunk(AtATime))
        {
            await Task.WhenAll(part.Select(shard => TakeAsync(shard, ct)));
            await RenewAsync(ct);
        }
        await sweep.SweepAsync(owned.All, all, identity.Session, gone, ct);
    }

    private async Task HandOverAsync(Shard shard, CancellationToken ct)
    {
        LogHandOver(shard);
        await owned.DropAsync(shard, ct);
    }

    private async Task TakeAsync(Shard shard, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        if (await shards.TakeAsync(shard, identity.Session, options.Value.LeaseLifetime, ct) is not { } lease) return;
        LogTaken(shard);
        await owned.AddAsync(lease, asked);
        await sweep.RecoverAsync(shard, identity.Session, ct);
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        var due = owned.DueForRenewal(options.Value.LeaseLifetime / 3);
        if (due.Count == 0) return;
        var asked = time.GetTimestamp();
        var lost = await shards.RenewAsync([.. due.Select(shard => shard.Stored)], options.Value.LeaseLifetime, ct);
        foreach (var lease in lost) LogLost(lease.Shard);
        await Task.WhenAll(lost.Select(lease => owned.ForgetAsync(lease.Shard)));
        foreach (var shard in due.Where(shard => !lost.Contains(shard.Stored))) shard.Renewed(asked);
    }

    /// <summary>A second, or less when something is known to have changed.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, second.Token);
        try
        {
            await _now.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The second is over, or we stop: the loop's condition tells which.
        }
    }

    private void LookNow()
    {
        try
        {
            _now.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look already.
        }
    }

    [LoggerMessage(LogLevel.Information, "Took shard {Shard}")]
    private partial void LogTaken(Shard shard);

    [LoggerMessage(LogLevel.Information, "Hand over shard {Shard}: another invoker is to own it")]
    private partial void LogHandOver(Shard shard);

    [LoggerMessage(LogLevel.Warning, "Lost shard {Shard}: its lease had ended")]
    private partial void LogLost(Shard shard);

    [LoggerMessage(LogLevel.Warning, "Shards cannot be looked after: {Reason}")]
    private partial void LogTurnFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Looking after shards failed; will try again")]
    private partial void LogTurnBroken(Exception exception);
}
