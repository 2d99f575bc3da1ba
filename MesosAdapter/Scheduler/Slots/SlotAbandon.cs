using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Takes slots from whoever had them, for a reason that is told: they are looked into, and what is in them goes or is kept. Its caller holds the ledger's gate.</summary>
internal sealed partial class SlotAbandon(CapacityLedger ledger, ILogger<SlotAbandon> logger)
{
    public void Abandon(IReadOnlyList<SlotEntry> slots, string reason, DateTimeOffset now)
    {
        foreach (var slot in slots)
        {
            if (slot.Orphan is { } orphan)
            {
                LogOrphan(orphan.Container, orphan.Function, orphan.Owner, slot.Slot.Id, reason);
            }
            else
            {
                LogAbandoned(slot.Slot.Id, slot.Slot.AgentId, slot.Owner?.Session, reason);
            }
            ledger.Slots.Move(slot, SlotEvent.Abandoned, now);
            ledger.LookInto(slot, now);
        }
    }

    [LoggerMessage(LogLevel.Information, "Container {Container} of {Function}, left by invoker {Session} in slot {Slot}, is given up: {Reason}")]
    private partial void LogOrphan(string container, string function, string session, string slot, string reason);

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent} is taken from invoker {Session}: {Reason}")]
    private partial void LogAbandoned(string slot, string agent, string? session, string reason);
}
