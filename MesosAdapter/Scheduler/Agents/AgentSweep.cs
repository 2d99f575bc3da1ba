using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Forgets agents of which nothing is offered and on which nothing of ours is for long: where machines come and go, they would add up.</summary>
internal sealed partial class AgentSweep(CapacityLedger ledger, ILogger<AgentSweep> logger)
{
    /// <summary>Agents have ten minutes to come back to a new master (<c>--agent_reregister_timeout</c>).</summary>
    public static readonly TimeSpan Absence = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private DateTimeOffset _dueAt;

    /// <summary>Its caller holds the ledger's gate.</summary>
    /// <returns>When to look again.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        if (_dueAt <= now)
        {
            _dueAt = now + Period;
            foreach (var agent in ledger.Agents.All.Where(agent => IsGone(agent, now)).ToList())
            {
                ledger.Executors.Forget(agent.Id);
                ledger.Agents.Forget(agent);
                LogForgotten(agent.Id, agent.Hostname, Absence);
            }
        }
        return ledger.Agents.All.Count == 0 ? DateTimeOffset.MaxValue : _dueAt;
    }

    private static bool IsGone(Agent agent, DateTimeOffset now)
    {
        agent.IdleSince = agent.Slots > 0 || agent.Rooms.Exists(room => room.Offers.Count > 0) ? null : agent.IdleSince ?? now;
        return agent.IdleSince + Absence <= now;
    }

    [LoggerMessage(LogLevel.Information, "Agent {Agent} ({Hostname}) is forgotten: nothing was offered of it, and nothing of ours there, for {Absence}")]
    private partial void LogForgotten(string agent, string hostname, TimeSpan absence);
}
