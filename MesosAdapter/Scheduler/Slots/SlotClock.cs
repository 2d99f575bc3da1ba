using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Does what falls due on slots: empty ones end, kills are repeated, launches that take too long are asked about.</summary>
internal sealed partial class SlotClock(
    CapacityLedger ledger, SlotReconciler reconciler, SlotEnd end, IOptions<SlotOptions> options, ILogger<SlotClock> logger)
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRepeat = TimeSpan.FromSeconds(30);

    private readonly List<SlotEntry> _ask = [];

    /// <returns>When something falls due next.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        foreach (var slot in ledger.Slots.All.ToList())
        {
            if (slot.State == SlotState.Empty && slot.DueAt == DateTimeOffset.MaxValue)
            {
                slot.DueAt = slot.Since + options.Value.EmptySlotTimeout;
            }
            if (slot.DueAt <= now)
            {
                Do(slot, now);
            }
            next = slot.DueAt < next ? slot.DueAt : next;
        }
        reconciler.Ask(_ask);
        _ask.Clear();
        return next;
    }

    /// <summary>Ends a slot: at once in our eyes, by KILL until Mesos agrees.</summary>
    public void End(SlotEntry slot, string reason, DateTimeOffset now)
    {
        LogEnds(slot.Slot.Id, slot.Slot.AgentId, slot.Slot.MemoryMiB, reason);
        ledger.Slots.Move(slot, SlotEvent.EndDue, now);
        Kill(slot, now);
    }

    private void Do(SlotEntry slot, DateTimeOffset now)
    {
        switch (slot.State)
        {
            case SlotState.Empty when ledger.Stream is not null && ledger.Slots.Alive > options.Value.WarmSlots:
                End(slot, "it was empty for too long", now);
                break;
            case SlotState.Empty:
                slot.DueAt = now + FirstRepeat;
                break;
            case SlotState.Starting when slot.Tries > 0:
                End(slot, "its launch has taken too long", now);
                end.GiveUp(slot, now);
                break;
            case SlotState.Starting:
                _ask.Add(slot);
                slot.Tries++;
                // As long again: a launch that Mesos confirms to be under way may yet succeed.
                slot.DueAt = now + (now - slot.Since);
                break;
            case SlotState.Remembered:
                _ask.Add(slot);
                slot.DueAt = now + Repeat(slot);
                break;
            case SlotState.Ending:
                Kill(slot, now);
                break;
            default:
                slot.DueAt = DateTimeOffset.MaxValue;
                break;
        }
    }

    private void Kill(SlotEntry slot, DateTimeOffset now)
    {
        ledger.Stream?.Control.Send(Calls.Kill(slot));
        slot.DueAt = now + Repeat(slot);
    }

    private static TimeSpan Repeat(SlotEntry slot)
    {
        var wait = FirstRepeat * (1 << Math.Min(slot.Tries++, 10));
        return wait < LastRepeat ? wait : LastRepeat;
    }

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent}, {MemoryMiB} MiB, ends: {Reason}")]
    private partial void LogEnds(string slot, string agent, int memoryMiB, string reason);
}
