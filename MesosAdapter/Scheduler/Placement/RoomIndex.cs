namespace Faas.Mesos.Scheduler;

/// <summary>Rooms by how soon a slot runs there and how much is left: the best for a slot is found without looking at the others.</summary>
internal sealed class RoomIndex
{
    private static readonly IComparer<RoomKey> Order = Comparer<RoomKey>.Create(static (left, right) =>
        left.LeftMiB != right.LeftMiB ? left.LeftMiB.CompareTo(right.LeftMiB)
        : string.CompareOrdinal(left.AgentId, right.AgentId) is var agents and not 0 ? agents
        : string.CompareOrdinal(left.Role, right.Role));

    private readonly SortedSet<RoomKey>[] _rooms = [new(Order), new(Order), new(Order)];

    public int Count => _rooms.Sum(rooms => rooms.Count);

    /// <summary>Changes a room, and puts it where it belongs then.</summary>
    public void Change(AgentRoom room, Action change)
    {
        if (room.Key is { } old)
        {
            _rooms[(int)old.Readiness].Remove(old);
        }
        change();
        room.Recalculate();
        room.Key = room.IsUsable ? new RoomKey(room.Readiness, room.Left.MemoryMiB, room.Agent.Id, room.Role, room) : null;
        if (room.Key is { } key)
        {
            _rooms[(int)key.Readiness].Add(key);
        }
    }

    /// <summary>Rooms in which at least so much is left, the fullest first.</summary>
    public IEnumerable<AgentRoom> Ascending(ExecutorReadiness readiness, decimal leftMiB) => Above(readiness, leftMiB).Select(key => key.Room);

    /// <summary>The same, the emptiest first.</summary>
    public IEnumerable<AgentRoom> Descending(ExecutorReadiness readiness, decimal leftMiB) => Above(readiness, leftMiB).Reverse().Select(key => key.Room);

    private SortedSet<RoomKey> Above(ExecutorReadiness readiness, decimal leftMiB)
    {
        var rooms = _rooms[(int)readiness];
        return rooms.Count == 0 || rooms.Max.LeftMiB < leftMiB ? [] : rooms.GetViewBetween(new RoomKey(readiness, leftMiB, "", "", null!), rooms.Max);
    }
}

/// <summary>Where a room stands.</summary>
internal readonly record struct RoomKey(ExecutorReadiness Readiness, decimal LeftMiB, string AgentId, string Role, AgentRoom Room);
