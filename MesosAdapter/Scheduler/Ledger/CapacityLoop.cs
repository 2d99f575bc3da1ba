using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>After every change of the ledger, and when something falls due: hands out slots, launches more, gives back what is too much.</summary>
internal sealed partial class CapacityLoop(
    CapacityLedger ledger, SlotReconciler reconciler, SlotGrowth growth, SlotClock clock, OwnerSweep owners, AgentSweep agents, ExecutorSweep executors, OfferKeeper keeper, TimeProvider time,
    ILogger<CapacityLoop> logger) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private ITimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => ledger.Changed.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        while (!stoppingToken.IsCancellationRequested)
        {
            await ledger.Changed.WaitAsync(stoppingToken);
            try
            {
                var now = time.GetUtcNow();
                var wait = Turn(now) - now;
                timer.Change(wait < ShortestWait ? ShortestWait : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
            }
            catch (Exception e)
            {
                LogTurnFailed(e);
            }
        }
    }

    /// <summary>Everything that is to be decided now.</summary>
    /// <returns>When something falls due.</returns>
    internal DateTimeOffset Turn(DateTimeOffset now)
    {
        lock (ledger.Gate)
        {
            // Before anything is launched: Mesos, asked about a launch that it has not heard of yet, would call it gone.
            var reconcileDue = reconciler.Turn(now);
            var (unserved, growthDue) = growth.Turn(now);
            var slotsDue = clock.Turn(now);
            var ownersDue = owners.Turn(now);
            var offersDue = keeper.Turn(unserved, now);
            var agentsDue = agents.Turn(now);
            var executorsDue = executors.Turn(now);
            return new[] { reconcileDue, growthDue, slotsDue, ownersDue, offersDue, agentsDue, executorsDue }.Min();
        }
    }

    [LoggerMessage(LogLevel.Error, "A turn of the capacity loop failed; the next change starts another")]
    private partial void LogTurnFailed(Exception exception);
}
