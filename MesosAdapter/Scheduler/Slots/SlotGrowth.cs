using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Hands empty slots to takers, and launches slots for those who are left.</summary>
internal sealed partial class SlotGrowth(
    CapacityLedger ledger, SlotLaunch launch, SlotKill kill, SlotAbandon abandon, SchedulerMetrics metrics, IOptions<SlotOptions> options, ILogger<SlotGrowth> logger)
{
    // Long enough for a REVIVE to bring offers, short enough that nobody waits long for memory that lies empty.
    private static readonly TimeSpan ShortageGrace = TimeSpan.FromSeconds(1);

    private int _unserved;

    /// <returns>How many takers nothing is on its way for, and when to look again.</returns>
    public (int Unserved, DateTimeOffset DueAt) Turn(DateTimeOffset now)
    {
        ledger.Takers.Serve(taker => TryHand(taker, anyLarger: false, now));
        ledger.Takers.Refuse(taker => KindSearch.Nowhere(taker.Wish.Kind, ledger.Agents.Kinds));
        var uncovered = ledger.Takers.Uncovered(ledger.Slots.Coming, IsPlaceFor);
        var launched = launch.Turn(Wanted(uncovered), now);
        var unserved = Math.Max(0, Math.Max(uncovered.Count, WarmSlotsMissing(uncovered)) - launched);
        if (unserved > _unserved)
        {
            ledger.Pokes++;
        }
        _unserved = unserved;
        var dueAt = ledger.Agents.NextForgiven(now);
        if (uncovered.Count == 0 || unserved == 0 || ledger.Stream is null)
        {
            Tell(isShort: false);
            return (unserved, dueAt);
        }
        var reliefAt = Relieve(uncovered, now);
        return (unserved, reliefAt < dueAt ? reliefAt : dueAt);
    }

    private List<WantedSlot> Wanted(IReadOnlyList<Taker> uncovered)
    {
        var wishes = uncovered.Select(taker => taker.Wish);
        if (uncovered.Count == 0)
        {
            wishes = Enumerable.Repeat(new SlotWish(options.Value.WarmSlotMemoryMiB), WarmSlotsMissing(uncovered));
        }
        return [.. wishes.Select(wish => new WantedSlot(wish, options.Value.AmountOf(wish.MemoryMiB)))];
    }

    private bool IsPlaceFor(SlotEntry slot, SlotWish wish) => ledger.Agents.Get(slot.Slot.AgentId).IsPlaceFor(wish);

    private int WarmSlotsMissing(IReadOnlyList<Taker> uncovered) => uncovered.Count > 0 ? 0 : Math.Max(0, options.Value.WarmSlots - ledger.Slots.Alive);

    private bool TryHand(Taker taker, bool anyLarger, DateTimeOffset now)
    {
        if ((ledger.OrphanSlot(taker.Wish) ?? ledger.EmptySlot(taker.Wish, anyLarger)) is not { } slot)
        {
            return false;
        }
        // One who has gone leaves the slot empty, and the line.
        if (taker.TryHand(slot.Given))
        {
            ledger.Slots.Take(slot, taker.Owner, SlotEvent.Taken, now);
            metrics.SlotWait(now - taker.Since);
        }
        return true;
    }

    // Nothing fits and the master has nothing more: any empty slot will do, those too small make room, and who has something idle is told.
    private DateTimeOffset Relieve(IReadOnlyList<Taker> uncovered, DateTimeOffset now)
    {
        var shortAt = uncovered[0].Since + ShortageGrace;
        if (shortAt > now)
        {
            return shortAt;
        }
        ledger.Takers.Serve(taker => TryHand(taker, anyLarger: true, now));
        if (GiveUpOrphans(uncovered, now))
        {
            return DateTimeOffset.MaxValue;
        }
        // Room elsewhere is no help to one that must be on certain agents.
        var anywhere = uncovered.Any(taker => !taker.Slot.IsCompleted && taker.Wish.Attributes.Count == 0);
        foreach (var slot in anywhere ? ledger.Slots.Empty.All.ToList() : [])
        {
            kill.End(slot, "a larger one is needed", now);
        }
        Tell(anywhere);
        return DateTimeOffset.MaxValue;
    }

    // Warm containers that nobody has asked for yet are worth less than an invocation that waits.
    private bool GiveUpOrphans(IReadOnlyList<Taker> uncovered, DateTimeOffset now)
    {
        var wishes = uncovered.Where(taker => !taker.Slot.IsCompleted).Select(taker => taker.Wish).ToList();
        var orphans = ledger.Slots.Orphans.All.Where(slot => wishes.Exists(wish => IsPlaceFor(slot, wish))).OrderBy(slot => slot.Since).Take(wishes.Count).ToList();
        abandon.Abandon(orphans, "somebody waits and nothing is left", now);
        return orphans.Count > 0;
    }

    private void Tell(bool isShort)
    {
        foreach (var owner in isShort && !ledger.IsShort ? ledger.Owners.All : [])
        {
            owner.Wake();
        }
        if (isShort && !ledger.IsShort)
        {
            LogShort(ledger.Takers.Count, ledger.Owners.All.Count);
        }
        ledger.IsShort = isShort;
    }

    [LoggerMessage(LogLevel.Information, "{Waiting} wait for a slot and nothing is left: each of {Invokers} invokers is to let go what has been idle longest")]
    private partial void LogShort(int waiting, int invokers);
}
