using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>A Mesos agent as far as we know it. Guarded by the ledger's gate.</summary>
internal sealed class Agent(string id)
{
    public string Id { get; } = id;

    public string Hostname { get; set; } = "";

    /// <summary>What its operator says of it.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();

    /// <summary>Region and zone of its fault domain; <see langword="null"/> where none is configured.</summary>
    public string? Zone { get; set; }

    /// <summary>When its maintenance begins.</summary>
    public DateTimeOffset LeavesAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether it is about to leave: its slots are given to nobody any more.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Launches there that are under way.</summary>
    public int Starting { get; set; }

    /// <summary>Slots there, whatever their state.</summary>
    public int Slots { get; set; }

    /// <summary>Since when nothing of it is offered and nothing of ours is there; <see langword="null"/> while that is not so.</summary>
    public DateTimeOffset? IdleSince { get; set; }

    public int Failures { get; set; }

    /// <summary>Until when nothing is launched there.</summary>
    public DateTimeOffset AvoidedUntil { get; set; }

    /// <summary>What is offered of it, by role.</summary>
    public List<AgentRoom> Rooms { get; } = [];

    /// <summary>What its executor says that it can run; empty until one has said so. Changed by <see cref="AgentTable.Learn"/> alone.</summary>
    public required IReadOnlyList<KindStatus> Kinds { get; set; }

    /// <returns>Whether functions of this kind run there; <see langword="null"/> while nobody knows.</returns>
    public bool? Offers(string kind) => KindSearch.Has(Kinds, kind);

    /// <returns>Whether what is wished might run there.</returns>
    public bool IsPlaceFor(SlotWish wish) => Has(wish.Attributes) && (wish.Kind is null || Offers(wish.Kind) != false);

    public bool Has(IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (!Attributes.TryGetValue(name, out var has) || has != value)
            {
                return false;
            }
        }
        return true;
    }
}
