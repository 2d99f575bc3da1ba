namespace Faas.QueueModel.Tests.Histories;

/// <summary>
/// Who waits, in the order in which they are claimed: a list, in which those of high priority have only a mark, and beside it those of high and of low
/// priority in the order of their acceptance. Who is cancelled keeps the place until it is passed over, and what was given up is counted only then: it may never have had one.
/// </summary>
internal sealed class QueuePlaces
{
    /// <summary>Next first; <see langword="null"/> is the mark.</summary>
    private readonly LinkedList<string?> _list = new();
    private readonly SortedSet<(bool Low, int Accepted, string Id)> _aside = [];
    private readonly HashSet<string> _holes = [], _uncounted = [];

    /// <summary>How many places are of those that were cancelled.</summary>
    public int Holes => _holes.Count;

    /// <summary>Of how many of them it is not known yet that there is such a place.</summary>
    public int Uncounted => _uncounted.Count;

    public bool IsEmpty => _list.Count == 0 && _aside.Count == 0;

    /// <param name="accepted">How many were accepted before it.</param>
    public void Push(string id, string priority, int accepted)
    {
        if (priority == "normal") _list.AddLast(id);
        else _aside.Add((priority == "low", accepted, id));
        if (priority == "high") _list.AddFirst((string?)null);
    }

    /// <summary>To the head, whatever its priority.</summary>
    public void PutBack(string id) => _list.AddFirst(id);

    /// <summary>Takes one away that waits alone, but for those of low priority.</summary>
    public bool TryTakeOnly(string id)
    {
        if (_list is not { Count: 1, First.Value: { } only } || only != id) return false;
        _list.Clear();
        return true;
    }

    /// <param name="counted">Whether its end is counted already.</param>
    public void Leave(string id, bool counted)
    {
        _holes.Add(id);
        if (!counted) _uncounted.Add(id);
    }

    public bool IsUncounted(string id) => _uncounted.Contains(id);

    public bool Holds(string id) => !_holes.Contains(id) && (_list.Contains(id) || _aside.Any(one => one.Id == id));

    /// <summary>The next, or <see langword="null"/> when nobody waits.</summary>
    public string? Pop()
    {
        var (next, taken) = (Take(), false);
        for (; next is not null; next = Take())
        {
            taken = true;
            if (!_holes.Remove(next)) break;
            _uncounted.Remove(next);
        }
        // Who takes the last finds out that the others have never been.
        if (taken && IsEmpty) Forget();
        return next;
    }

    private void Forget()
    {
        _holes.Clear();
        _uncounted.Clear();
    }

    private string? Take()
    {
        if (_list.First is { } first)
        {
            _list.RemoveFirst();
            if (first.Value is { } id) return id;
        }
        if (_aside.Count == 0) return null;
        var next = _aside.Min;
        _aside.Remove(next);
        return next.Id;
    }
}
