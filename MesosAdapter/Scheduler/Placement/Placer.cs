namespace Faas.Mesos.Scheduler;

/// <summary>Chooses agents and offers for a batch of slots. What it plans is taken out of the index and put back before it returns.</summary>
internal static class Placer
{
    /// <summary>More tasks in one ACCEPT hold up the master without making any of them cheaper.</summary>
    public const int MaxSlotsPerAccept = 64;

    /// <summary>More launches at once on one agent only wait for each other there.</summary>
    public const int MaxStartsPerAgent = 16;

    // How far a better zone is looked for.
    private const int MaxZoneLook = 32;

    /// <param name="wanted">In the order they have waited; what does not fit is left out, what waits behind it is not.</param>
    /// <param name="rooms">What is offered.</param>
    /// <param name="policy">In which order rooms are tried.</param>
    /// <param name="zones">Where functions have slots already.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<Placement> Place(
        IReadOnlyList<WantedSlot> wanted, RoomIndex rooms, IPlacementPolicy policy, ZoneCensus zones, DateTimeOffset now)
    {
        var planned = new HashSet<AgentRoom>();
        var hopeless = new HashSet<(Amount, string)>();
        foreach (var slot in wanted)
        {
            // Of many that wait for the same, only the first need be told that there is nothing.
            var shape = (slot.Amount, ShapeOf(slot));
            if (hopeless.Contains(shape))
            {
                continue;
            }
            if (Choose(policy.Order(rooms.For(slot.Wish.Kind), slot.Amount).Where(room => Suits(room, slot, now)), slot, zones, planned) is not { } room)
            {
                hopeless.Add(shape);
                continue;
            }
            planned.Add(room);
            rooms.Change(room, () => room.Planned.Add(slot));
        }
        return [.. planned.Select(room => Close(room, rooms))];
    }

    private static string ShapeOf(WantedSlot slot) =>
        slot.Wish.Attributes.Count == 0 ? slot.Wish.Kind ?? "" : string.Join('\n', [slot.Wish.Kind, .. slot.Wish.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal)]);

    private static bool Suits(AgentRoom room, WantedSlot slot, DateTimeOffset now) =>
        room.Left.Covers(slot.Amount)
        && room.Planned.Count < MaxSlotsPerAccept
        && room.Agent.Starting + room.Agent.Rooms.Sum(other => other.Planned.Count) < MaxStartsPerAgent
        && room.Agent.AvoidedUntil <= now
        && room.Agent.Has(slot.Wish.Attributes);

    private static AgentRoom? Choose(IEnumerable<AgentRoom> suitable, WantedSlot slot, ZoneCensus zones, HashSet<AgentRoom> planned)
    {
        AgentRoom? best = null;
        var (fewest, looked) = (int.MaxValue, 0);
        foreach (var room in suitable)
        {
            var there = slot.Wish.Function is { } function && room.Agent.Zone is { } zone ? zones.Count(function, zone) + PlannedIn(zone, function, planned) : 0;
            if (there < fewest)
            {
                (best, fewest) = (room, there);
            }
            if (fewest == 0 || ++looked == MaxZoneLook)
            {
                break;
            }
        }
        return best;
    }

    private static int PlannedIn(string zone, string function, HashSet<AgentRoom> planned) =>
        planned.Where(room => room.Agent.Zone == zone).Sum(room => room.Planned.Count(slot => slot.Wish.Function == function));

    private static Placement Close(AgentRoom room, RoomIndex rooms)
    {
        var placement = new Placement(room, OfferChoice.Smallest(room.Offers, room.Need, room.NeedsExecutor), [.. room.Planned]);
        rooms.Change(room, room.Planned.Clear);
        return placement;
    }
}
