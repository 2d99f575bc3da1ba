using Faas.Contracts;
using Faas.Invoker.Dispatch;
using Faas.Invoker.Runs;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Ownership;

/// <summary>Takes this invoker's share of the shards and hands over what is another's; takes again what was lost. Renewing is <see cref="LeaseKeeper"/>'s.</summary>
internal sealed partial class ShardOwner(
    ShardStore shards, Neighbours neighbours, OwnedShards owned, ShardSweep sweep, EndsFromOutside ends, HandedClaims handed, InvokerIdentity identity, IOptions<InvokerOptions> options, TimeProvider time,
    ILogger<ShardOwner> logger) : BackgroundService
{
    /// <summary>Shards taken or given at the same time. One after the other would take longer than a lease lives, where there are hundreds and the store is busy.</summary>
    private const int AtATime = 64;

    /// <summary>How often to look for who lives and what is free.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly DueSignal _now = new();
    private HashSet<string> _living = [];
    private bool _listening;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        owned.Lost += _now.Set;
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
            await _now.WaitAsync(Look, time, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _now.Dispose();
        base.Dispose();
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        if (!_listening)
        {
            await shards.OnChangeAsync(_now.Set);
            await shards.OnReconnectAsync(_now.Set);
            await shards.OnReconnectAsync(sweep.LookForMissed);
            await shards.OnReconnectAsync(owned.LookForDue);
            await ends.ListenAsync();
            await handed.ListenAsync();
            _listening = true;
        }
        var invokers = await neighbours.ListAsync(ct);
        var living = invokers.Select(invoker => invoker.Session).Append(identity.Session).ToHashSet();
        var takers = invokers.Where(invoker => !invoker.Draining).Select(invoker => invoker.Session).Append(identity.Session).ToHashSet();
        var moves = OwnershipPolicy.Decide(identity.Session, takers, await shards.ListAsync(ct), owned.Held);

        await AllAsync(moves.HandOver, shard => HandOverAsync(shard, ct));
        await AllAsync(owned.All.Where(shard => shard.IsLost), shard => TakeAgainAsync(shard.Shard, ct));
        await AllAsync(moves.Take, shard => TakeAsync(shard, ct));
        if (_living.Except(living).Any()) sweep.LookForClaims();
        _living = living;
    }

    private static async Task AllAsync<T>(IEnumerable<T> all, Func<T, Task> act)
    {
        foreach (var part in all.Chunk(AtATime)) await Task.WhenAll(part.Select(act));
    }

    private async Task HandOverAsync(Shard shard, CancellationToken ct)
    {
        LogHandOver(shard);
        await owned.DropAsync(shard, ct);
    }

    /// <summary>Where nobody else has come in between, its containers go on.</summary>
    private async Task TakeAgainAsync(Shard shard, CancellationToken ct)
    {
        LogLost(shard);
        if (!await TakeAsync(shard, ct)) await owned.ForgetAsync(shard);
    }

    private async Task<bool> TakeAsync(Shard shard, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        if (await shards.TakeAsync(shard, identity.Session, options.Value.LeaseLifetime, ct) is not { } lease) return false;
        LogTaken(shard);
        var taken = await owned.AddAsync(lease, asked);
        sweep.Look(taken);
        return true;
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
