using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>The agents that we have heard of. Guarded by the ledger's gate.</summary>
internal sealed class AgentTable
{
    private readonly Dictionary<string, Agent> _agents = [];
    private readonly HashSet<Agent> _avoided = [];

    public IReadOnlyCollection<Agent> All => _agents.Values;

    /// <summary>What they can run.</summary>
    public KindCensus Kinds { get; } = new();

    /// <summary>What is offered of them.</summary>
    public RoomIndex Rooms { get; } = new();

    public Agent Get(string id)
    {
        if (!_agents.TryGetValue(id, out var agent))
        {
            _agents.Add(id, agent = new Agent(id) { Kinds = Kinds.Add([]) });
        }
        return agent;
    }

    /// <summary>Its executor has told what it can run, or is gone, and what comes next may be able to run more: then nothing is known.</summary>
    public void Learn(string id, IReadOnlyList<KindStatus> kinds)
    {
        var agent = Get(id);
        var before = agent.Kinds;
        Rooms.Change(agent, Kinds.Add(kinds));
        Kinds.Remove(before);
    }

    /// <summary>A launch failed there: others are tried, and it again after a while that doubles.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="now">The time.</param>
    /// <param name="hopeless">Whether the next attempt will fail alike, so that the longest wait is right at once.</param>
    public TimeSpan Penalise(string id, DateTimeOffset now, bool hopeless = false)
    {
        var agent = Get(id);
        agent.Failures = hopeless ? int.MaxValue - 1 : Math.Min(agent.Failures, 1000);
        var wait = AgentPenalty.For(++agent.Failures);
        agent.AvoidedUntil = now + wait;
        _avoided.Add(agent);
        return wait;
    }

    /// <summary>Others are tried first; nothing says yet that it is to blame.</summary>
    public void Avoid(string id, DateTimeOffset until)
    {
        var agent = Get(id);
        agent.AvoidedUntil = agent.AvoidedUntil > until ? agent.AvoidedUntil : until;
        _avoided.Add(agent);
    }

    public void Forgive(string id)
    {
        var agent = Get(id);
        (agent.Failures, agent.AvoidedUntil) = (0, DateTimeOffset.MinValue);
        _avoided.Remove(agent);
    }

    /// <summary>Should it be heard of again, it is a new one.</summary>
    public void Forget(Agent agent)
    {
        _agents.Remove(agent.Id);
        Kinds.Remove(agent.Kinds);
        _avoided.Remove(agent);
    }

    /// <returns>When the next agent may be tried again.</returns>
    public DateTimeOffset NextForgiven(DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        foreach (var agent in _avoided)
        {
            next = agent.AvoidedUntil > now && agent.AvoidedUntil < next ? agent.AvoidedUntil : next;
        }
        return next;
    }
}
