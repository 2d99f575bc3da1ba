using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>An agent as the master accounts for it.</summary>
internal sealed class AgentRecord(LocalAgent agent, AgentState state)
{
    public LocalAgent Agent => agent;

    public string Id => agent.Id;

    /// <summary>Neither offered nor used.</summary>
    public ResourceSet Free { get; set; } = agent.Total;

    public AgentState State { get; private set; } = state;

    /// <summary>Pings in a row that were not answered.</summary>
    public int MissedPings { get; set; }

    public DateTimeOffset? UnreachableSince { get; set; }

    /// <summary>Set from the order to drain until the agent is reactivated.</summary>
    public Drain? Drain { get; set; }

    /// <summary>When the machine is planned to be away.</summary>
    public Unavailability? Unavailability { get; set; }

    /// <summary>Whether its resources may be offered.</summary>
    public bool IsOffered => State == AgentState.Active && Drain is null;

    /// <summary>Whether the allocator counts its resources as part of the cluster.</summary>
    public bool IsRegistered => State is AgentState.Active or AgentState.Disconnected;

    public void Move(AgentEvent happened) => State = AgentLifecycle.Next(State, happened);

    /// <summary>Sends the agent a message, which arrives if it can.</summary>
    public void Tell(string type, Action<LocalAgent> message)
    {
        if (State == AgentState.Active)
        {
            agent.Link.ToAgent(type, () => message(agent));
        }
    }
}

/// <summary>An operator's order to end all tasks of an agent.</summary>
internal sealed record Drain(TimeSpan? MaxGracePeriod, bool MarkGone)
{
    /// <summary>Every task has ended and every end is acknowledged.</summary>
    public bool IsDone { get; init; }
}
