using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Does what falls due on slots: empty ones end, kills are repeated, launches that take too long are asked about.</summary>
internal sealed class SlotClock(
    CapacityLedger ledger, SlotReconciler reconciler, SlotKill kill, SlotAbandon abandon, SlotEnd end, SlotCheck check, IOptions<SlotOptions> options)
{
    private const int KillsBeforeShutdown = 5;

    private readonly List<SlotEntry> _ask = [];

    /// <returns>When something falls due next.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        DateTimeOffset next;
        while (ledger.Slots.TryDue(now, out var slot, out next))
        {
            Do(slot, now);
        }
        reconciler.Ask(_ask);
        _ask.Clear();
        return next;
    }

    private void Do(SlotEntry slot, DateTimeOffset now)
    {
        switch (slot.State)
        {
            case SlotState.Empty when ledger.Stream is not null && ledger.Slots.Alive > options.Value.WarmSlots:
                kill.End(slot, "it was empty for too long", now);
                break;
            case SlotState.Empty:
                ledger.Slots.Schedule(slot, now + Repeats.First);
                break;
            case SlotState.Orphaned:
                abandon.Abandon([slot], "nobody has asked for it", now);
                break;
            case SlotState.Starting when slot.Tries > 0:
                kill.End(slot, "its launch has taken too long", now);
                end.GiveUp(slot, now);
                break;
            case SlotState.Starting:
                _ask.Add(slot);
                slot.Tries++;
                // As long again: a launch that Mesos confirms to be under way may yet succeed.
                ledger.Slots.Schedule(slot, now + (now - slot.Since));
                break;
            case SlotState.Checking when slot.IsContainer:
                // Its code is in it, and nobody can say whose.
                kill.End(slot, "nobody has what runs in it", now);
                break;
            case SlotState.Checking:
                check.Begin(slot);
                break;
            case SlotState.Ending:
                if (slot.Tries == KillsBeforeShutdown)
                {
                    // It does not obey: neither, perhaps, does its executor.
                    end.GiveUp(slot, now);
                }
                kill.Say(slot, now);
                break;
        }
    }
}
