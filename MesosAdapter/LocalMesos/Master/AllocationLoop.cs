using Faas.Mesos.Local.Allocator;
using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>
/// Runs the allocator: every allocation interval, and at once when a framework arrives or revives or an agent arrives. Nothing else
/// runs it: not a decline, not the end of a task, not the end of a filter.
/// </summary>
internal sealed class AllocationLoop(MasterState state, OfferBook offers) : IDisposable
{
    private ITimer? _timer;

    public long Runs { get; private set; }

    public void Start() => _timer = state.Time.CreateTimer(_ => RunBatch(), null, state.Options.AllocationInterval, state.Options.AllocationInterval);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Allocates now. Callers hold the gate.</summary>
    public void Run()
    {
        Runs++;
        var now = state.Time.GetUtcNow();
        foreach (var byFramework in DominantShareAllocation.Decide(Snapshot(now)).GroupBy(a => a.FrameworkId))
        {
            var framework = state.Frameworks[byFramework.Key];
            framework.Send(Events.Offers(byFramework.Select(a => offers.Make(framework, state.Agents[a.AgentId], a.Role, a.Resources)).ToList()));
        }
    }

    private void RunBatch()
    {
        lock (state.Gate)
        {
            Run();
            var now = state.Time.GetUtcNow();
            foreach (var framework in state.Frameworks.Values)
            {
                framework.Filters.RemoveAll(f => f.Until < now);
            }
        }
    }

    private AllocationSnapshot Snapshot(DateTimeOffset now)
    {
        var agents = state.Agents.Values.Select(a => new AgentResources(a.Agent.Id, a.Free)).ToArray();
        Random.Shared.Shuffle(agents);
        var contenders = state.Frameworks.Values
            .Where(f => f.Stream is not null)
            .SelectMany(f => f.Roles.Except(f.SuppressedRoles).Select(role => new Contender(f.Id, role, f.Held(role), f.Filters)))
            .ToList();
        var total = state.Agents.Values.Aggregate(ResourceSet.Empty, (sum, a) => sum.Plus(a.Agent.Total));
        return new(agents, contenders, total, now);
    }
}
