using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Forgets what is remembered of executors that are no more: every generation on every agent leaves an <c>ExecutorInfo</c> in the store.</summary>
internal sealed partial class ExecutorSweep(CapacityLedger ledger, SchedulerStore store, ILogger<ExecutorSweep> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private long? _epoch;
    private DateTimeOffset _dueAt;

    /// <summary>Its caller holds the ledger's gate.</summary>
    /// <returns>When to look again.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        if (ledger.Epoch is not { } epoch)
        {
            return DateTimeOffset.MaxValue;
        }
        if (epoch != _epoch)
        {
            // One that has not been heard of by then has no slot, and ends by itself after ten minutes without.
            (_epoch, _dueAt) = (epoch, now + AgentSweep.Absence);
        }
        if (_dueAt <= now)
        {
            _dueAt = now + Period;
            _ = SweepAsync(epoch);
        }
        return _dueAt;
    }

    private async Task SweepAsync(long epoch)
    {
        try
        {
            var remembered = await store.ListExecutorsAsync();
            List<string> gone;
            lock (ledger.Gate)
            {
                // A later leader's are not ours to judge: we may not know yet that there is one.
                gone = [.. remembered.Where(id => !ledger.Executors.TryGet(id, out _) && ExecutorIds.EpochOf(id) <= epoch)];
                if (ledger.Epoch != epoch || gone.Count == 0) return;
            }
            await store.ForgetExecutorsAsync(gone);
            LogForgotten(gone.Count, remembered.Count);
        }
        catch (Exception e)
        {
            LogNotForgotten(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Gone} of {Remembered} executors remembered are no more, and forgotten")]
    private partial void LogForgotten(int gone, int remembered);

    [LoggerMessage(LogLevel.Warning, "Executors that are no more could not be forgotten; tries again later")]
    private partial void LogNotForgotten(Exception exception);
}
