using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>
/// Mesos' hierarchical allocation without quotas, weights and reservations: agents one by one, roles by dominant share, within a
/// role frameworks by dominant share; the first that may have the agent's free resources is offered all of them.
/// </summary>
internal static class DominantShareAllocation
{
    private const long MinCpusMilli = 10;
    private const long MinMemoryMilli = 32_000;

    public static IReadOnlyList<Allocation> Decide(AllocationSnapshot snapshot)
    {
        var held = snapshot.Contenders.ToDictionary(c => (c.FrameworkId, c.Role), c => c.Held);
        var allocations = new List<Allocation>();
        foreach (var agent in snapshot.Agents.Where(a => IsAllocatable(a.Free)))
        {
            var winner = InOrder(snapshot, held)
                .FirstOrDefault(c => !c.Filters.Any(f => f.Hides(c.Role, agent.AgentId, agent.Free, snapshot.Now)));
            if (winner is not null)
            {
                held[(winner.FrameworkId, winner.Role)] = held[(winner.FrameworkId, winner.Role)].Plus(agent.Free);
                allocations.Add(new(winner.FrameworkId, winner.Role, agent.AgentId, agent.Free));
            }
        }
        return allocations;
    }

    /// <summary>The master's default --min_allocatable_resources, cpus:0.01|mem:32: either suffices.</summary>
    internal static bool IsAllocatable(ResourceSet free) => free.Milli("cpus") >= MinCpusMilli || free.Milli("mem") >= MinMemoryMilli;

    private static IEnumerable<Contender> InOrder(AllocationSnapshot snapshot, Dictionary<(string, string Role), ResourceSet> held)
    {
        var ofRole = held.GroupBy(h => h.Key.Role).ToDictionary(g => g.Key, g => Share(Sum(g.Select(h => h.Value)), snapshot.Total));
        return snapshot.Contenders
            .OrderBy(c => ofRole[c.Role])
            .ThenBy(c => c.Role, StringComparer.Ordinal)
            .ThenBy(c => Share(held[(c.FrameworkId, c.Role)], snapshot.Total));
    }

    private static ResourceSet Sum(IEnumerable<ResourceSet> sets) => sets.Aggregate(ResourceSet.Empty, (sum, set) => sum.Plus(set));

    private static double Share(ResourceSet held, ResourceSet total) => held.Quantities
        .Where(q => total.Milli(q.Name) > 0)
        .Select(q => (double)q.Milli / total.Milli(q.Name))
        .DefaultIfEmpty()
        .Max();
}
