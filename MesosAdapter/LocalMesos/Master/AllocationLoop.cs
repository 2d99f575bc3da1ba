using Faas.Mesos.Local.Allocator;
using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>
/// Runs the allocator: every allocation interval, and when a framework arrives or revives, an agent arrives or its maintenance
/// changes. Nothing else runs it: not a decline, not the end of a task, not the end of a filter. Callers hold the gate.
/// </summary>
internal sealed class AllocationLoop(MasterState state, OfferBook offers, Quotas quotas) : IDisposable
{
    private ITimer? _timer;
    private ITimer? _soon;

    public long Runs { get; private set; }

    public void Start() => _timer = state.Time.CreateTimer(_ => RunBatch(), null, state.Options.AllocationInterval, state.Options.AllocationInterval);

    public void Dispose()
    {
        _timer?.Dispose();
        _soon?.Dispose();
    }

    /// <summary>Wants a run as soon as the allocator gets round to it: whoever wants one until then is served by the same.</summary>
    public void RunSoon() => _soon ??= state.Time.CreateTimer(_ => RunWanted(), null, state.Options.AllocationLatency, Timeout.InfiniteTimeSpan);

    /// <summary>Allocates now.</summary>
    public void Run()
    {
        Runs++;
        _soon?.Dispose();
        _soon = null;
        var now = state.Time.GetUtcNow();
        foreach (var byFramework in DominantShareAllocation.Decide(Snapshot(now)).GroupBy(a => a.FrameworkId))
        {
            var framework = state.Frameworks[byFramework.Key];
            framework.Send(Events.Offers(byFramework.Select(a => offers.Make(framework, state.Agents[a.AgentId], a.Role, a.Resources)).ToList()));
        }
    }

    private void RunWanted()
    {
        lock (state.Gate)
        {
            if (_soon is not null)
            {
                Run();
            }
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
        var agents = state.Agents.Values.Where(a => a.IsOffered).Select(a => new AgentResources(a.Id, a.Free)).ToArray();
        Random.Shared.Shuffle(agents);
        var contenders = state.Frameworks.Values
            .Where(f => f.Stream is not null)
            .SelectMany(f => f.Roles.Except(f.SuppressedRoles).Select(role => Contender(f, role)))
            .ToList();
        var total = state.Agents.Values.Where(a => a.IsRegistered).Aggregate(ResourceSet.Empty, (sum, a) => sum.Plus(a.Agent.Total));
        return new(agents, contenders, total, now) { Left = quotas.Left() };
    }

    private Contender Contender(Framework framework, string role) => new(framework.Id, role, framework.Held(role), framework.Filters)
    {
        Weight = state.Options.Weights.GetValueOrDefault(role, 1),
        Smallest = SmallestOffer.Of(framework.Info, role),
    };
}
