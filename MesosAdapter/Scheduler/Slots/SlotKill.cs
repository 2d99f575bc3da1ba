using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Ends slots: at once in our eyes, by KILL until Mesos agrees. Its caller holds the ledger's gate.</summary>
internal sealed partial class SlotKill(CapacityLedger ledger, ILogger<SlotKill> logger)
{
    public void End(SlotEntry slot, string reason, DateTimeOffset now)
    {
        LogEnds(slot.Slot.Id, slot.Slot.AgentId, slot.Slot.MemoryMiB, reason);
        ledger.Slots.Move(slot, SlotEvent.EndDue, now);
        Say(slot, now);
    }

    /// <summary>Says it, perhaps again.</summary>
    public void Say(SlotEntry slot, DateTimeOffset now)
    {
        ledger.Stream?.Control.Send(Calls.Kill(slot));
        ledger.Slots.Schedule(slot, now + Repeats.Next(slot));
    }

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent}, {MemoryMiB} MiB, ends: {Reason}")]
    private partial void LogEnds(string slot, string agent, int memoryMiB, string reason);
}
