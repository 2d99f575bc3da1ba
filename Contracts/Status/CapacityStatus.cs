namespace Faas.Contracts;

/// <summary>The framework, its offers and its slots, as its leader sees them.</summary>
/// <param name="Master">The Mesos master it talks to; <see langword="null"/> while it looks for one.</param>
/// <param name="FrameworkId">Its id; <see langword="null"/> before the first subscription.</param>
/// <param name="Subscribed">Whether its stream is up.</param>
/// <param name="Offers">Offers it holds, at most 500 of them.</param>
/// <param name="Slots">Slots it has, at most 500 of them.</param>
/// <param name="Kinds">Kinds its executors have, merged over the agents.</param>
public sealed record CapacityStatus(
    Uri? Master,
    string? FrameworkId,
    bool Subscribed,
    IReadOnlyList<OfferStatus> Offers,
    IReadOnlyList<SlotStatus> Slots,
    IReadOnlyList<KindStatus> Kinds)
{
    /// <summary>Images on agents whose executors make containers from images.</summary>
    public IReadOnlyList<AgentImages> Images { get; init; } = [];

    /// <summary>What this Mesos cluster is called.</summary>
    public string? Cluster { get; init; }

    /// <summary>Grows with every change of leader.</summary>
    public long Epoch { get; init; }

    /// <summary>Agents on which something of ours is or could be, at most 500 of them.</summary>
    public IReadOnlyList<AgentStatus> Agents { get; init; } = [];

    /// <summary>All together, listed above or not.</summary>
    public CapacityTotals Totals { get; init; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>The images that an executor has, pulls, or could not pull.</summary>
public sealed record AgentImages(string Agent, IReadOnlyList<ImageStatus> Images);

/// <summary>An offer that is held.</summary>
public sealed record OfferStatus(string Id, string Agent, string Hostname, double Cpus, double MemoryMiB, DateTimeOffset Since)
{
    /// <summary>The role it is offered to.</summary>
    public string? Role { get; init; }
}

/// <summary>A slot, and whether a container may be in it (<c>starting</c>, <c>empty</c>, <c>taken</c>, <c>orphaned</c> with what a dead invoker left, <c>ending</c>).</summary>
public sealed record SlotStatus(string Id, string Agent, string State, int MemoryMiB, DateTimeOffset Since)
{
    /// <summary>Session of the invoker that has it, or that died and left what is in it.</summary>
    public string? Invoker { get; init; }
}

/// <summary>An agent as the framework sees it.</summary>
/// <param name="Id">Mesos' id.</param>
/// <param name="Hostname">Its name; empty before its first offer to this leader.</param>
/// <param name="Zone">Region and zone, where the operator has said so.</param>
/// <param name="Executor">Where our executor listens, when one is there.</param>
/// <param name="Slots">Slots there.</param>
/// <param name="OfferedMiB">Memory that is offered to us there.</param>
/// <param name="Leaving">Whether it is drained, or maintenance is near.</param>
/// <param name="AvoidedUntil">Until when nothing is launched there, because launches failed.</param>
public sealed record AgentStatus(
    string Id, string Hostname, string? Zone, Uri? Executor, int Slots, double OfferedMiB, bool Leaving, DateTimeOffset? AvoidedUntil);

/// <summary>Sums over everything a leader has.</summary>
/// <param name="Offers">Offers held.</param>
/// <param name="OfferedMiB">Their memory.</param>
/// <param name="Agents">Agents with an executor of ours or an offer.</param>
/// <param name="SlotsTaken">Slots that invokers have.</param>
/// <param name="SlotsEmpty">Slots that wait for somebody.</param>
/// <param name="SlotsOther">Slots that come, go, or are out of sight.</param>
/// <param name="Waiting">How many wait for a slot.</param>
public sealed record CapacityTotals(int Offers, double OfferedMiB, int Agents, int SlotsTaken, int SlotsEmpty, int SlotsOther, int Waiting);
