using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>All that one allocation run looks at.</summary>
internal sealed record AllocationSnapshot(
    IReadOnlyList<AgentResources> Agents, IReadOnlyList<Contender> Contenders, ResourceSet Total, DateTimeOffset Now);

/// <summary>What is neither offered nor used on an agent.</summary>
internal sealed record AgentResources(string AgentId, ResourceSet Free);

/// <summary>A framework that wants offers for a role; what it was offered counts as held.</summary>
internal sealed record Contender(string FrameworkId, string Role, ResourceSet Held, IReadOnlyList<OfferFilter> Filters);

/// <summary>The decision to offer these resources.</summary>
internal sealed record Allocation(string FrameworkId, string Role, string AgentId, ResourceSet Resources);
