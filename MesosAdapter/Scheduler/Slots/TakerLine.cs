namespace Faas.Mesos.Scheduler;

/// <summary>Who waits, in the order they came. Guarded by the ledger's gate.</summary>
internal sealed class TakerLine
{
    private readonly LinkedList<Taker> _line = [];

    public int Count => _line.Count;

    public LinkedListNode<Taker> Add(Taker taker) => _line.AddLast(taker);

    public void Remove(LinkedListNode<Taker> taker)
    {
        if (taker.List is not null)
        {
            _line.Remove(taker);
        }
    }

    /// <summary>Sends everybody away: another leads.</summary>
    public void Dismiss()
    {
        foreach (var taker in _line)
        {
            taker.Dismiss();
        }
        _line.Clear();
    }

    /// <summary>Gives each taker that <paramref name="serve"/> can serve what it wants, oldest first.</summary>
    public void Serve(Func<Taker, bool> serve)
    {
        for (var taker = _line.First; taker is not null;)
        {
            var next = taker.Next;
            if (serve(taker.Value))
            {
                _line.Remove(taker);
            }
            taker = next;
        }
    }

    /// <returns>The takers that none of the slots on their way will serve.</returns>
    public IReadOnlyList<Taker> Uncovered(IReadOnlyCollection<SlotEntry> onTheirWay)
    {
        if (_line.Count == 0 || onTheirWay.Count == 0)
        {
            return [.. _line];
        }
        var sizes = new SortedDictionary<int, int>();
        foreach (var slot in onTheirWay)
        {
            sizes[slot.Slot.MemoryMiB] = sizes.GetValueOrDefault(slot.Slot.MemoryMiB) + 1;
        }
        return [.. _line.Where(taker => !TryCover(taker, sizes))];
    }

    private static bool TryCover(Taker taker, SortedDictionary<int, int> sizes)
    {
        // Where it must be on a certain agent, one that comes elsewhere is no comfort.
        var size = taker.Wish.Attributes.Count > 0 ? 0 : sizes.FirstOrDefault(size => size.Value > 0 && EmptySlots.Fits(size.Key, taker.Wish.MemoryMiB)).Key;
        if (size == 0)
        {
            return false;
        }
        sizes[size]--;
        return true;
    }
}
