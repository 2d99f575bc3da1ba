namespace Faas.QueueModel.Tests.Histories;

/// <summary>
/// Who waits, in the order in which they are claimed: a list, in which those of high priority have only a mark, and beside it those of high and of low
/// priority in the order of their acceptance. Who is cancelled keeps the place until it is passed over.
/// </summary>
internal sealed class QueuePlaces
{
    /// <summary>Next first; <see langword="null"/> is the mark.</summary>
    private readonly LinkedList<string?> _list = new();
    private readonly SortedSet<(bool Low, int Accepted, string Id)> _aside = [];
    private readonly HashSet<string> _holes = [];

    /// <summary>How many places are of those that were cancelled.</summary>
    public int Holes => _holes.Count;

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

    public void Leave(string id) => _holes.Add(id);

    public bool Holds(string id) => !_holes.Contains(id) && (_list.Contains(id) || _aside.Any(one => one.Id == id));

    /// <summary>The next, or <see langword="null"/> when nobody waits.</summary>
    public string? Pop()
    {
        string? next;
        do
        {
            next = Take();
        }
        while (next is not null && _holes.Remove(next));
        return next;
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
