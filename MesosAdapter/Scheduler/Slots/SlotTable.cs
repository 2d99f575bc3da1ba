using System.Diagnostics.CodeAnalysis;

namespace Faas.Mesos.Scheduler;

/// <summary>Every slot there is. Guarded by the ledger's gate.</summary>
internal sealed class SlotTable(SchedulerMetrics metrics)
{
    // A slot larger than this many times what was asked is left for somebody who needs it.
    private const int MaxOversize = 2;

    private readonly Dictionary<string, SlotEntry> _slots = [];
    private readonly List<SlotEntry> _empty = [];

    public IReadOnlyCollection<SlotEntry> All => _slots.Values;

    public IReadOnlyList<SlotEntry> Empty => _empty;

    /// <summary>Slots that serve, or are about to.</summary>
    public int Alive => _slots.Values.Count(slot => slot.State is SlotState.Starting or SlotState.Checking or SlotState.Empty or SlotState.Taken);

    public static bool Fits(int slotMiB, int wantedMiB) => slotMiB >= wantedMiB && slotMiB <= (long)wantedMiB * MaxOversize;

    public bool TryGet(string id, [MaybeNullWhen(false)] out SlotEntry slot) => _slots.TryGetValue(id, out slot);

    public IEnumerable<SlotEntry> On(string executorId) => _slots.Values.Where(slot => slot.ExecutorId == executorId);

    public void Add(SlotEntry slot)
    {
        _slots.Add(slot.Slot.Id, slot);
        metrics.SlotsIn(slot.State, 1);
    }

    public void Move(SlotEntry slot, SlotEvent happened, DateTimeOffset now)
    {
        var from = slot.State;
        var to = SlotLifecycle.Next(from, happened);
        if (to == from)
        {
            return;
        }
        (slot.State, slot.Since, slot.DueAt, slot.Tries) = (to, now, DateTimeOffset.MaxValue, 0);
        metrics.SlotsIn(from, -1);
        if (from == SlotState.Empty)
        {
            _empty.Remove(slot);
        }
        if (to == SlotState.Empty)
        {
            _empty.Add(slot);
        }
        if (to == SlotState.Ended)
        {
            _slots.Remove(slot.Slot.Id);
            metrics.SlotEnded(from);
            return;
        }
        metrics.SlotsIn(to, 1);
    }

    /// <returns>The smallest empty slot that fits; of equals the one emptied last, so that the others may age and end.</returns>
    public SlotEntry? BestFit(int memoryMiB, bool anyLarger = false)
    {
        SlotEntry? best = null;
        foreach (var slot in _empty)
        {
            var fits = anyLarger ? slot.Slot.MemoryMiB >= memoryMiB : Fits(slot.Slot.MemoryMiB, memoryMiB);
            if (fits && (best is null || slot.Slot.MemoryMiB <= best.Slot.MemoryMiB))
            {
                best = slot;
            }
        }
        return best;
    }
}
