using Faas.Contracts;

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

    /// <summary>A launch of this image has failed: whoever has seen a second is told, for it is hardly the agent's fault.</summary>
    public void Blame(string image, string reason) => Refuse(taker => taker.Wish.Image == image && ++taker.Failures > 1 ? $"The image {image} could not be started: {reason}" : null);

    /// <summary>Sends those away for whom there is a reason.</summary>
    public void Refuse(Func<Taker, string?> reason) => Serve(taker =>
    {
        if (reason(taker) is not { } why) return false;
        taker.Refuse(why);
        return true;
    });

    /// <param name="onTheirWay">Slots that will be empty soon.</param>
    /// <param name="has">Whether a slot's agent has what a wish asks of it.</param>
    /// <returns>The takers that none of these slots will serve.</returns>
    public IReadOnlyList<Taker> Uncovered(IReadOnlyCollection<SlotEntry> onTheirWay, Func<SlotEntry, SlotWish, bool> has)
    {
        if (_line.Count == 0 || onTheirWay.Count == 0)
        {
            return [.. _line];
        }
        var sizes = new SortedDictionary<int, List<SlotEntry>>();
        foreach (var slot in onTheirWay)
        {
            if (!sizes.TryGetValue(slot.Slot.MemoryMiB, out var same))
            {
                sizes.Add(slot.Slot.MemoryMiB, same = []);
            }
            same.Add(slot);
        }
        return [.. _line.Where(taker => !TryCover(taker.Wish, sizes, has))];
    }

    private static bool TryCover(SlotWish wish, SortedDictionary<int, List<SlotEntry>> sizes, Func<SlotEntry, SlotWish, bool> has)
    {
        foreach (var (size, slots) in sizes)
        {
            var place = EmptySlots.Fits(size, wish.MemoryMiB) ? slots.FindLastIndex(slot => slot.Serves(wish) && has(slot, wish)) : -1;
            if (place >= 0)
            {
                slots.RemoveAt(place);
                return true;
            }
        }
        return false;
    }
}
