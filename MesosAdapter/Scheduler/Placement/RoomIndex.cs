using System.Diagnostics.CodeAnalysis;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Rooms by what their agents can run, how soon a slot runs there and how much is left: the best for a slot is found without
/// looking at the others. Agents that can run the same share one set of kinds (<see cref="KindCensus"/>) and, here, one shelf.
/// </summary>
internal sealed class RoomIndex
{
    private readonly Dictionary<IReadOnlyList<KindStatus>, RoomShelf> _shelves = new(ReferenceEqualityComparer.Instance);

    /// <summary>Changes a room, and puts it where it belongs then.</summary>
    public void Change(AgentRoom room, Action change)
    {
        Take(room);
        change();
        room.Recalculate();
        Put(room);
    }

    /// <summary>Changes what an agent can run.</summary>
    public void Change(Agent agent, IReadOnlyList<KindStatus> kinds)
    {
        agent.Rooms.ForEach(Take);
        agent.Kinds = kinds;
        agent.Rooms.ForEach(Put);
    }

    /// <returns>The rooms where functions of this kind might run; all rooms for no kind.</returns>
    public RoomSearch For(string? kind) =>
        new([.. _shelves.Where(shelf => kind is null || KindSearch.Has(shelf.Key, kind) != false).Select(shelf => shelf.Value)]);

    private void Take(AgentRoom room)
    {
        if (room.Key is { } key && TryShelf(room, out var shelf))
        {
            shelf.Remove(key);
            room.Key = null;
            if (shelf.IsEmpty)
            {
                _shelves.Remove(room.Agent.Kinds);
            }
        }
    }

    private void Put(AgentRoom room)
    {
        if (room.IsUsable)
        {
            if (!TryShelf(room, out var shelf))
            {
                _shelves.Add(room.Agent.Kinds, shelf = new RoomShelf());
            }
            var key = new RoomKey(room.Readiness, room.Left.MemoryMiB, room.Agent.Id, room.Role, room);
            shelf.Add(key);
            room.Key = key;
        }
    }

    private bool TryShelf(AgentRoom room, [MaybeNullWhen(false)] out RoomShelf shelf) => _shelves.TryGetValue(room.Agent.Kinds, out shelf);
}
