namespace Faas.Mesos.Scheduler;

/// <summary>The rooms of agents that can run the same, in order.</summary>
internal sealed class RoomShelf
{
    public static readonly IComparer<RoomKey> Ascending = Comparer<RoomKey>.Create(static (left, right) =>
        left.LeftMiB != right.LeftMiB ? left.LeftMiB.CompareTo(right.LeftMiB)
        : string.CompareOrdinal(left.AgentId, right.AgentId) is var agents and not 0 ? agents
        : string.CompareOrdinal(left.Role, right.Role));

    public static readonly IComparer<RoomKey> Descending = Comparer<RoomKey>.Create(static (left, right) => Ascending.Compare(right, left));

    private readonly SortedSet<RoomKey>[] _rooms = [new(Ascending), new(Ascending), new(Ascending)];

    public bool IsEmpty => Array.TrueForAll(_rooms, rooms => rooms.Count == 0);

    public void Add(RoomKey key) => _rooms[(int)key.Readiness].Add(key);

    public void Remove(RoomKey key) => _rooms[(int)key.Readiness].Remove(key);

    /// <returns>Those in which at least so much is left.</returns>
    public SortedSet<RoomKey> Above(ExecutorReadiness readiness, decimal leftMiB)
    {
        var rooms = _rooms[(int)readiness];
        return rooms.Count == 0 || rooms.Max.LeftMiB < leftMiB ? [] : rooms.GetViewBetween(new RoomKey(readiness, leftMiB, "", "", null!), rooms.Max);
    }
}

/// <summary>Where a room stands.</summary>
internal readonly record struct RoomKey(ExecutorReadiness Readiness, decimal LeftMiB, string AgentId, string Role, AgentRoom Room);
