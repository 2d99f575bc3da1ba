using Faas.Storage;

namespace Faas.Invoker.Ownership;

/// <summary>Moves the delayed invocations of our shards into their queues when they are due. The store's clock decides; ours only says when to ask.</summary>
internal sealed partial class DueMover(DelayedQueue delayed, OwnedShards owned, DueSignal signal, TimeProvider time, ILogger<DueMover> logger) : BackgroundService
{
    /// <summary>A shard is asked at least this often: the word that something was delayed may have been lost.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>And at most this often, so that many small delays do not become a loop.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(owned.All.Where(shard => shard.DueIn <= TimeSpan.Zero).Select(shard => MoveAsync(shard, stoppingToken)));
            var next = owned.All.Select(shard => shard.DueIn).DefaultIfEmpty(Longest).Min();
            await signal.WaitAsync(next < Shortest ? Shortest : next, time, stoppingToken);
        }
    }

    private async Task MoveAsync(OwnedShard shard, CancellationToken ct)
    {
        // Before asking: what is delayed from here on asks for another look.
        shard.LookingForDue(Longest);
        try
        {
            if (await delayed.PromoteAsync(shard.Shard, ct) is { } next) shard.LookForDueIn(next);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogMoveFailed(e, shard.Shard);
            shard.LookForDueIn(TimeSpan.FromSeconds(1));
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is due in {Shard} could not be moved; will try again")]
    private partial void LogMoveFailed(Exception exception, Contracts.Shard shard);
}
