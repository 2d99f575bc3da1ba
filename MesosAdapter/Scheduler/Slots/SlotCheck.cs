using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Polly;

namespace Faas.Mesos.Scheduler;

/// <summary>Looks into a slot of an earlier life before anybody gets it: a living invoker keeps it, a dead one's container is deleted.</summary>
internal sealed partial class SlotCheck(
    CapacityLedger ledger, ExecutorClient client, OwnerLiveness lives, SlotClock clock, TimeProvider time, ILogger<SlotCheck> logger)
{
    private readonly ResiliencePipeline _pipeline = ExecutorPipelines.Patient(time);
    private readonly ResiliencePipeline _liveness = ExecutorPipelines.Endless(time);

    /// <summary>Its caller holds the ledger's gate.</summary>
    public void Begin(SlotEntry slot)
    {
        // Updates are repeated; one look is enough.
        if (slot.Tries++ == 0)
        {
            _ = CheckAsync(slot, ledger.Token);
        }
    }

    private async Task CheckAsync(SlotEntry slot, string token)
    {
        try
        {
            var owned = await _pipeline.ExecuteAsync(async ct => await CleanAsync(slot.Slot, token, ct), CancellationToken.None);
            LogChecked(slot.Slot.Id, slot.Slot.AgentId, owned);
            Conclude(slot, now => Keep(slot, owned, now));
        }
        catch (Exception e)
        {
            LogCannotLook(slot.Slot.Id, slot.Slot.Executor, e);
            Conclude(slot, now => clock.End(slot, "nobody can say what is in it", now));
        }
    }

    private void Keep(SlotEntry slot, bool owned, DateTimeOffset now)
    {
        ledger.Slots.Move(slot, owned ? SlotEvent.Owned : SlotEvent.Cleaned, now);
        if (!owned && ledger.IsOutdated(slot))
        {
            clock.End(slot, "its executor is of another version", now);
        }
    }

    private async Task<bool> CleanAsync(Slot slot, string token, CancellationToken ct)
    {
        var description = await client.DescribeAsync(slot.Executor, token, ct);
        var owned = false;
        foreach (var container in description.Containers.Where(container => container.Slot == slot.Id))
        {
            if (await _liveness.ExecuteAsync(patience => lives(container.Owner, patience), ct))
            {
                owned = true;
                continue;
            }
            await client.DeleteContainerAsync(slot.Executor, container.Id, token, ct);
        }
        return owned;
    }

    private void Conclude(SlotEntry slot, Action<DateTimeOffset> move)
    {
        lock (ledger.Gate)
        {
            if (slot.State == SlotState.Checking)
            {
                move(time.GetUtcNow());
            }
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent} of an earlier life goes on; in use: {Owned}")]
    private partial void LogChecked(string slot, string agent, bool owned);

    [LoggerMessage(LogLevel.Warning, "Cannot look into slot {Slot}: its executor at {Executor} does not answer")]
    private partial void LogCannotLook(string slot, Uri executor, Exception exception);
}
