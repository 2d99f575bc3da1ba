using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Slots with warm containers of dead invokers, by what is in them.</summary>
internal sealed class OrphanSlots
{
    private readonly Dictionary<(string Function, string Revision), List<SlotEntry>> _slots = [];

    public IEnumerable<SlotEntry> All => _slots.Values.SelectMany(slots => slots);

    public void Add(SlotEntry slot, Orphan orphan)
    {
        if (!_slots.TryGetValue((orphan.Function, orphan.Revision), out var same))
        {
            _slots.Add((orphan.Function, orphan.Revision), same = []);
        }
        same.Add(slot);
    }

    public void Remove(SlotEntry slot, Orphan orphan)
    {
        if (_slots.TryGetValue((orphan.Function, orphan.Revision), out var same) && same.Remove(slot) && same.Count == 0)
        {
            _slots.Remove((orphan.Function, orphan.Revision));
        }
    }

    /// <returns>The slot left last whose container is of the revision that is wished.</returns>
    public SlotEntry? Find(SlotWish wish, Func<SlotEntry, bool> suits) =>
        wish is { Function: { } function, Revision: { } revision } && _slots.TryGetValue((function, revision), out var same) ? same.FindLast(slot => suits(slot)) : null;
}
