namespace Faas.Mesos.Local.Master;

/// <summary>Agents that an operator empties. Callers hold the gate.</summary>
internal sealed class Drains(MasterState state, AgentRegistry agents, OfferBook offers)
{
    /// <summary>Offers nothing of the agent any more, and ends its tasks.</summary>
    public void Begin(AgentRecord agent, Drain drain)
    {
        agent.Drain = drain;
        offers.RescindAll(agent);
        agent.Tell("DRAIN", a => a.Drain(drain));
        Check(agent);
    }

    /// <summary>It has drained when nothing of it is left to be acknowledged: a framework that does not acknowledge holds it up.</summary>
    public void Check(AgentRecord agent)
    {
        if (agent.Drain is not { IsDone: false } drain || state.Frameworks.Values.Any(f => f.TasksOn(agent).Any()))
        {
            return;
        }
        agent.Drain = drain with { IsDone = true };
        if (drain.MarkGone)
        {
            agents.MarkGone(agent);
        }
    }

    /// <summary>Offers it again, with the next batch. The agent is told nothing: it drains until no framework is left on it.</summary>
    public static void Reactivate(AgentRecord agent) => agent.Drain = null;
}
