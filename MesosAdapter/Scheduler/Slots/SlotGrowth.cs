using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Hands empty slots to takers, and launches slots for those who are left.</summary>
internal sealed class SlotGrowth(
    CapacityLedger ledger, SlotLaunch launch, SlotKill kill, SchedulerMetrics metrics, IOptions<SlotOptions> options)
{
    // Long enough for a REVIVE to bring offers, short enough that nobody waits long for memory that lies empty.
    private static readonly TimeSpan ShortageGrace = TimeSpan.FromSeconds(1);

    private int _unserved;

    /// <returns>How many takers nothing is on its way for, and when to look again.</returns>
    public (int Unserved, DateTimeOffset DueAt) Turn(DateTimeOffset now)
    {
        ledger.Takers.Serve(taker => TryHand(taker, anyLarger: false, now));
        var uncovered = ledger.Takers.Uncovered(ledger.Slots.Coming);
        var wanted = uncovered.Select(taker => taker.Wish.MemoryMiB).ToList();
        if (wanted.Count == 0)
        {
            wanted.AddRange(Enumerable.Repeat(options.Value.WarmSlotMemoryMiB, Math.Max(0, options.Value.WarmSlots - ledger.Slots.Alive)));
        }
        var launched = launch.Turn(wanted.Select(memoryMiB => new WantedSlot(memoryMiB, options.Value.AmountOf(memoryMiB))).ToList(), now);
        var unserved = Math.Max(0, wanted.Count - launched);
        var dueAt = ledger.NextForgiven(now);
        if (uncovered.Count > 0 && unserved > 0 && ledger.Stream is not null)
        {
            dueAt = Min(dueAt, Relieve(uncovered, now));
        }
        if (unserved > _unserved)
        {
            ledger.Pokes++;
        }
        _unserved = unserved;
        Tell(isShort: uncovered.Count > 0 && unserved > 0 && uncovered[0].Since + ShortageGrace <= now);
        return (unserved, dueAt);
    }

    // Whoever has something idle may let it go, and learns of it at once.
    private void Tell(bool isShort)
    {
        foreach (var owner in isShort && !ledger.IsShort ? ledger.Owners.All : [])
        {
            owner.Wake();
        }
        ledger.IsShort = isShort;
    }

    private bool TryHand(Taker taker, bool anyLarger, DateTimeOffset now)
    {
        if (ledger.EmptySlot(taker.Wish, anyLarger) is not { } slot)
        {
            return false;
        }
        // One who has gone leaves the slot empty, and the line.
        if (taker.TryHand(slot.Slot))
        {
            ledger.Slots.Take(slot, taker.Owner, SlotEvent.Taken, now);
            metrics.SlotWait(now - taker.Since);
        }
        return true;
    }

    // Nothing fits and the master has nothing more: any empty slot will do, and those too small make room.
    private DateTimeOffset Relieve(IReadOnlyList<Taker> uncovered, DateTimeOffset now)
    {
        var shortAt = uncovered[0].Since + ShortageGrace;
        if (shortAt > now)
        {
            return shortAt;
        }
        ledger.Takers.Serve(taker => TryHand(taker, anyLarger: true, now));
        if (ledger.Takers.Count > 0)
        {
            foreach (var slot in ledger.Slots.Empty.All.ToList())
            {
                kill.End(slot, "a larger one is needed", now);
            }
        }
        return DateTimeOffset.MaxValue;
    }

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
