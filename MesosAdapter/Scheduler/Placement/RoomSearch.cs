namespace Faas.Mesos.Scheduler;

/// <summary>Rooms of some shelves, in the order that they would have on one.</summary>
internal sealed class RoomSearch(IReadOnlyList<RoomShelf> shelves)
{
    /// <summary>Rooms in which at least so much is left, the fullest first.</summary>
    public IEnumerable<AgentRoom> Ascending(ExecutorReadiness readiness, decimal leftMiB) =>
        Merge(shelves.Select(shelf => shelf.Above(readiness, leftMiB)), RoomShelf.Ascending);

    /// <summary>The same, the emptiest first.</summary>
    public IEnumerable<AgentRoom> Descending(ExecutorReadiness readiness, decimal leftMiB) =>
        Merge(shelves.Select(shelf => shelf.Above(readiness, leftMiB).Reverse()), RoomShelf.Descending);

    // Only as far as somebody looks.
    private static IEnumerable<AgentRoom> Merge(IEnumerable<IEnumerable<RoomKey>> sorted, IComparer<RoomKey> order)
    {
        var firsts = new PriorityQueue<IEnumerator<RoomKey>, RoomKey>(order);
        foreach (var rooms in sorted)
        {
            Advance(rooms.GetEnumerator());
        }
        while (firsts.TryDequeue(out var rooms, out var first))
        {
            yield return first.Room;
            Advance(rooms);
        }

        void Advance(IEnumerator<RoomKey> rooms)
        {
            if (rooms.MoveNext()) firsts.Enqueue(rooms, rooms.Current);
            else rooms.Dispose();
        }
    }
}
