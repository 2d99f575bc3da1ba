namespace Faas.Mesos.Scheduler;

/// <summary>Who waits, in the order they came. Guarded by the ledger's gate.</summary>
internal sealed class TakerLine
{
    private readonly LinkedList<Taker> _line = [];

    public int Count => _line.Count;

    public IEnumerable<Taker> All => _line;

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
    public IReadOnlyList<Taker> Uncovered(IEnumerable<SlotEntry> onTheirWay)
    {
        if (_line.Count == 0)
        {
            return [];
        }
        var coming = onTheirWay.Select(slot => slot.Slot.MemoryMiB).Order().ToList();
        var uncovered = new List<Taker>();
        foreach (var taker in _line)
        {
            var index = coming.FindIndex(memoryMiB => EmptySlots.Fits(memoryMiB, taker.Wish.MemoryMiB));
            if (index < 0)
            {
                uncovered.Add(taker);
            }
            else
            {
                coming.RemoveAt(index);
            }
        }
        return uncovered;
    }
}
