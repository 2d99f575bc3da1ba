using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>What follows when a slot's task has ended or is out of reach. Its caller holds the ledger's gate.</summary>
internal sealed partial class SlotEnd(CapacityLedger ledger, SchedulerStore store, ILogger<SlotEnd> logger)
{
    // Long enough for the next attempt to find another agent, where there is one.
    private static readonly TimeSpan ImagePause = TimeSpan.FromSeconds(1);

    /// <param name="slot">The slot.</param>
    /// <param name="reason">What Mesos said.</param>
    /// <param name="cause">Whose doing it is.</param>
    /// <param name="now">The time.</param>
    public void Finish(SlotEntry slot, string reason, EndCause cause, DateTimeOffset now)
    {
        var from = slot.State;
        slot.Owner?.Lose(slot.Slot.Id, reason);
        ledger.Slots.Move(slot, SlotEvent.Ended, now);
        store.Forget(slot.Slot.Id);
        LogEnded(slot.Slot.Id, slot.Slot.AgentId, from, reason);
        if (cause == EndCause.Draining)
        {
            // Until it offers something again.
            var agent = ledger.Agents.Get(slot.Slot.AgentId);
            if (!agent.IsLeaving)
            {
                agent.IsLeaving = true;
                LogDrains(agent.Id);
            }
        }
        if (from == SlotState.Starting)
        {
            LaunchFailed(slot, reason, cause, now);
        }
        else if (ledger.IsOutdated(slot))
        {
            RetireIfIdle(slot.ExecutorId);
        }
        // Its resources are with the master again.
        ledger.Pokes++;
    }

    public void Lose(SlotEntry slot, DateTimeOffset now)
    {
        slot.Owner?.Lose(slot.Slot.Id, "its agent is unreachable");
        ledger.Slots.Move(slot, SlotEvent.Unreachable, now);
    }

    /// <summary>A launch hangs, and so may its executor, if nothing there runs.</summary>
    public void GiveUp(SlotEntry slot, DateTimeOffset now)
    {
        if (!ledger.Slots.On(slot.ExecutorId).Any(other => other.State is SlotState.Empty or SlotState.Taken))
        {
            Retire(slot.ExecutorId);
        }
        LogAvoids(slot.Slot.AgentId, ledger.Agents.Penalise(slot.Slot.AgentId, now));
    }

    private void LaunchFailed(SlotEntry slot, string reason, EndCause cause, DateTimeOffset now)
    {
        // What has nothing else running may be dead, or was never started: its resources cannot be counted on.
        if (!(cause == EndCause.OfferGone && ledger.Executors.TryGet(slot.ExecutorId, out var executor) && executor.IsUp))
        {
            RetireIfIdle(slot.ExecutorId);
        }
        if (cause == EndCause.Rejected)
        {
            LogRejected(reason);
        }
        if (slot.Image is { } image && cause is (EndCause.Failure or EndCause.Rejected))
        {
            // An image of a user's that does not start must not take agents away from everybody.
            ledger.Takers.Blame(image, reason);
            ledger.Agents.Avoid(slot.Slot.AgentId, now + ImagePause);
        }
        else if (cause != EndCause.OfferGone)
        {
            // One that drains too: reactivated, it may refuse launches for as long as an executor there outlives the drain.
            LogAvoids(slot.Slot.AgentId, ledger.Agents.Penalise(slot.Slot.AgentId, now, hopeless: cause == EndCause.Rejected));
        }
    }

    private void RetireIfIdle(string executorId)
    {
        if (ledger.Slots.On(executorId).Count == 0)
        {
            Retire(executorId);
        }
    }

    private void Retire(string executorId)
    {
        if (ledger.Executors.TryGet(executorId, out var executor))
        {
            ledger.Executors.Retire(executorId);
            ledger.Stream?.Control.Send(Calls.Shutdown(executorId, executor.AgentId));
            LogRetired(executorId);
        }
    }

    [LoggerMessage(LogLevel.Error, "Mesos takes no such task, here or anywhere ({Reason}): the framework's configuration or the masters' ACLs must change")]
    private partial void LogRejected(string reason);

    [LoggerMessage(LogLevel.Information, "Executor {Executor} gets no more slots: it is shut down")]
    private partial void LogRetired(string executor);

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent}, {State}, has ended: {Reason}")]
    private partial void LogEnded(string slot, string agent, SlotState state, string reason);

    [LoggerMessage(LogLevel.Information, "Agent {Agent} is drained: nothing more is put there until it offers something")]
    private partial void LogDrains(string agent);

    [LoggerMessage(LogLevel.Warning, "A launch failed on {Agent}; it is left alone for {Wait}")]
    private partial void LogAvoids(string agent, TimeSpan wait);
}
