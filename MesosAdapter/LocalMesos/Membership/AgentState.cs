namespace Faas.Mesos.Local.Membership;

/// <summary>What the master thinks of an agent.</summary>
internal enum AgentState
{
    /// <summary>Registered and connected.</summary>
    Active,

    /// <summary>Its connection broke: its tasks may run on, nothing of it is offered.</summary>
    Disconnected,

    /// <summary>It did not answer pings: its tasks are unreachable, and may come back with it.</summary>
    Unreachable,

    /// <summary>Known from the registry of the master before; it has not come back yet.</summary>
    Recovered,

    /// <summary>An operator has said that it will not come back.</summary>
    Gone,
}

/// <summary>What changes the master's mind.</summary>
internal enum AgentEvent
{
    ConnectionBroke,
    PingsFailed,
    Returned,
    MarkedGone,
}

/// <summary>The moves there are.</summary>
internal static class AgentLifecycle
{
    public static AgentState Next(AgentState state, AgentEvent happened) => (state, happened) switch
    {
        (AgentState.Active, AgentEvent.ConnectionBroke) => AgentState.Disconnected,
        (AgentState.Active or AgentState.Disconnected or AgentState.Recovered, AgentEvent.PingsFailed) => AgentState.Unreachable,
        (not AgentState.Gone, AgentEvent.Returned) => AgentState.Active,
        (_, AgentEvent.MarkedGone) => AgentState.Gone,
        _ => throw new InvalidOperationException($"{happened} cannot happen in {state}."),
    };
}
