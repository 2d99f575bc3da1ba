namespace Faas.Mesos.Scheduler;

/// <summary>Empty slots by size; of one size the one emptied last comes first, so that the others may age and end.</summary>
internal sealed class EmptySlots
{
    // A slot larger than this many times what was asked is left for somebody who needs it.
    private const int MaxOversize = 2;

    private readonly SortedDictionary<int, LinkedList<SlotEntry>> _sizes = [];

    public IEnumerable<SlotEntry> All => _sizes.Values.SelectMany(size => size);

    public static bool Fits(int slotMiB, int wantedMiB) => slotMiB >= wantedMiB && slotMiB <= (long)wantedMiB * MaxOversize;

    public void Add(SlotEntry slot)
    {
        if (!_sizes.TryGetValue(slot.Slot.MemoryMiB, out var size))
        {
            _sizes.Add(slot.Slot.MemoryMiB, size = []);
        }
        slot.EmptyPlace = size.AddFirst(slot);
    }

    public void Remove(SlotEntry slot)
    {
        if (slot.EmptyPlace is { List: { } size } place)
        {
            size.Remove(place);
            if (size.Count == 0)
            {
                _sizes.Remove(slot.Slot.MemoryMiB);
            }
        }
        slot.EmptyPlace = null;
    }

    /// <param name="memoryMiB">How large at least.</param>
    /// <param name="anyLarger">Whether one far too large will do.</param>
    /// <param name="suits">What else it must be.</param>
    /// <returns>The smallest that fits.</returns>
    public SlotEntry? BestFit(int memoryMiB, bool anyLarger, Func<SlotEntry, bool> suits)
    {
        foreach (var (sizeMiB, slots) in _sizes)
        {
            if (anyLarger ? sizeMiB < memoryMiB : !Fits(sizeMiB, memoryMiB))
            {
                continue;
            }
            foreach (var slot in slots)
            {
                if (suits(slot))
                {
                    return slot;
                }
            }
        }
        return null;
    }
}
