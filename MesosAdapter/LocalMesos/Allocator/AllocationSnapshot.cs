using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>All that one allocation run looks at.</summary>
internal sealed record AllocationSnapshot(
    IReadOnlyList<AgentResources> Agents, IReadOnlyList<Contender> Contenders, ResourceSet Total, DateTimeOffset Now)
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, long>> NoLimits = [];

    /// <summary>What roles with a quota may be offered yet, by name of the resource, in thousandths.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Left { get; init; } = NoLimits;
}

/// <summary>What is neither offered nor used on an agent.</summary>
internal sealed record AgentResources(string AgentId, ResourceSet Free);

/// <summary>A framework that wants offers for a role; what it was offered counts as held.</summary>
internal sealed record Contender(string FrameworkId, string Role, ResourceSet Held, IReadOnlyList<OfferFilter> Filters)
{
    /// <summary>The role's weight: with 2 it gets twice as much as a role with 1.</summary>
    public double Weight { get; init; } = 1;

    public SmallestOffer Smallest { get; init; } = SmallestOffer.OfMaster;
}

/// <summary>The decision to offer these resources.</summary>
internal sealed record Allocation(string FrameworkId, string Role, string AgentId, ResourceSet Resources);
