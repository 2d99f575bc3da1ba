using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Ownership;

/// <summary>
/// Renews the leases of our shards, and nothing else: what taking, handing over and sweeping wait for, a store full of work or an executor that is gone,
/// must not cost the other shards. A lease that is lost is claimed under no more; <see cref="ShardOwner"/> does the rest.
/// </summary>
internal sealed partial class LeaseKeeper(ShardStore shards, OwnedShards owned, IOptions<InvokerOptions> options, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    /// <summary>Renewed with one round trip, and told apart from the rest: a failure costs these a turn.</summary>
    private const int AtATime = 64;

    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(RenewalPolicy.Period(options.Value.LeaseLifetime), time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var due = RenewalPolicy.Due(owned.Kept, shard => time.GetElapsedTime(shard.LastRenewed), options.Value.LeaseLifetime);
                await Task.WhenAll(due.Chunk(AtATime).Select(part => RenewAsync(part, stoppingToken)));
            }
            catch (StoreUnavailableException e)
            {
                LogRenewFailed(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogRenewBroken(e);
            }
        }
    }

    private async Task RenewAsync(OwnedShard[] part, CancellationToken ct)
    {
        var asked = time.GetTimestamp();
        var lost = (await shards.RenewAsync([.. part.Select(shard => shard.Stored)], options.Value.LeaseLifetime, ct)).ToHashSet();
        foreach (var shard in part)
        {
            if (lost.Contains(shard.Stored)) owned.Lose(shard);
            else shard.Renewed(asked);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Leases cannot be renewed: {Reason}")]
    private partial void LogRenewFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Renewing leases failed; will try again")]
    private partial void LogRenewBroken(Exception exception);
}
