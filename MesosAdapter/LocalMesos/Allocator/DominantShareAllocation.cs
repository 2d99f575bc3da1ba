using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Allocator;

/// <summary>
/// Mesos' hierarchical allocation without guarantees: agents one by one, roles by dominant share, within a role frameworks by dominant
/// share. The first that may have an agent's resources is offered all of them, as far as its role's limit admits; what is reserved for
/// others remains for those.
/// </summary>
internal static class DominantShareAllocation
{
    public static IReadOnlyList<Allocation> Decide(AllocationSnapshot snapshot)
    {
        var held = snapshot.Contenders.ToDictionary(c => (c.FrameworkId, c.Role), c => c.Held);
        var left = snapshot.Left.ToDictionary(l => l.Key, l => l.Value.ToDictionary());
        var allocations = new List<Allocation>();
        foreach (var agent in snapshot.Agents)
        {
            var free = agent.Free;
            foreach (var contender in InOrder(snapshot, held).ToList())
            {
                var offered = free.AllocatableTo(contender.Role);
                if (left.TryGetValue(contender.Role, out var most))
                {
                    offered = offered.Chopped(most);
                }
                if (contender.Smallest.Admits(offered) && !contender.Filters.Any(f => f.Hides(contender.Role, agent.AgentId, offered, snapshot.Now)))
                {
                    held[(contender.FrameworkId, contender.Role)] = held[(contender.FrameworkId, contender.Role)].Plus(offered);
                    allocations.Add(new(contender.FrameworkId, contender.Role, agent.AgentId, offered));
                    free = free.Minus(offered);
                    foreach (var name in most?.Keys.ToList() ?? [])
                    {
                        most![name] -= offered.MilliUnreserved(name);
                    }
                }
            }
        }
        return allocations;
    }

    private static IEnumerable<Contender> InOrder(AllocationSnapshot snapshot, Dictionary<(string, string Role), ResourceSet> held)
    {
        var ofRole = held.GroupBy(h => h.Key.Role).ToDictionary(g => g.Key, g => Share(Sum(g.Select(h => h.Value)), snapshot.Total));
        return snapshot.Contenders
            .OrderBy(c => ofRole[c.Role] / c.Weight)
            .ThenBy(c => c.Role, StringComparer.Ordinal)
            .ThenBy(c => Share(held[(c.FrameworkId, c.Role)], snapshot.Total));
    }

    private static ResourceSet Sum(IEnumerable<ResourceSet> sets) => sets.Aggregate(ResourceSet.Empty, (sum, set) => sum.Plus(set));

    private static double Share(ResourceSet held, ResourceSet total) => total.Names
        .Where(name => total.Milli(name) > 0)
        .Select(name => (double)held.Milli(name) / total.Milli(name))
        .DefaultIfEmpty()
        .Max();
}
