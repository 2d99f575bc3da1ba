using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Faults;

/// <summary>Switches for tests: what can go wrong in a cluster, at the moment it is wanted.</summary>
public sealed class LocalMesosFaults
{
    private readonly ClusterContext _cluster;
    private readonly Election _election;
    private readonly IReadOnlyList<AgentPower> _agents;

    internal LocalMesosFaults(ClusterContext cluster, Election election, IReadOnlyList<AgentPower> agents) =>
        (_cluster, _election, _agents) = (cluster, election, agents);

    /// <summary>The ids of the agents, in the order of their options.</summary>
    public IReadOnlyList<string> AgentIds => [.. _agents.Select(a => a.Agent.Id)];

    /// <summary>How the leader sees an agent: Active, Disconnected, Unreachable, Recovered or Gone.</summary>
    /// <exception cref="KeyNotFoundException">There is no such agent.</exception>
    public string StateOf(string agentId) => Locked(() => $"{_cluster.Leader?.State.Agents[agentId].State}");

    /// <summary>Breaks the event stream of a framework, or of all.</summary>
    public void DropStreams(string? frameworkId = null) => ForFrameworks(frameworkId, (_, framework) => framework.Stream?.Break());

    /// <summary>Rescinds the offers that a framework, or that all hold.</summary>
    public void RescindOffers(string? frameworkId = null) => ForFrameworks(frameworkId, (term, framework) => term.Offers.RescindAll(framework));

    /// <summary>The next messages of a kind are lost, delayed or repeated.</summary>
    public void Inject(MessageFault fault) => Locked(() => _cluster.Messages.Add(fault));

    /// <summary>Forgets the faults that no message has met.</summary>
    public void Heal() => Locked(_cluster.Messages.Clear);

    /// <summary>The leader dies and the next master leads; a single one is restarted. Agents register again, or wait for <see cref="ReturnAgents"/>.</summary>
    public void FailOver(bool agentsReturn = true) => _election.FailOver(agentsReturn);

    /// <summary>The leader dies and nobody follows it until <see cref="FailOver"/>.</summary>
    public void LoseLeader() => _election.End();

    /// <summary>The agents that are away register with the leader, each within <see cref="LocalMesosOptions.AgentRegistrationBackoff"/>.</summary>
    public void ReturnAgents() => _election.ReturnAgents();

    /// <summary>Stops the agent's process (SIGSTOP): it misses its pings. Its tasks run on.</summary>
    public void StopAgent(string agentId) => With(agentId, a => a.Stop());

    /// <summary>The stopped agent goes on, and registers again where it was given up.</summary>
    public void ResumeAgent(string agentId) => With(agentId, a => a.Resume());

    /// <summary>Breaks the connection between agent and master.</summary>
    public void DisconnectAgent(string agentId) => With(agentId, a => a.Disconnect());

    /// <summary>Mends it: the agent registers again.</summary>
    public void ReconnectAgent(string agentId) => With(agentId, a => a.Reconnect());

    /// <summary>The agent's process ends, and starts after a while; what checkpoints survives.</summary>
    public void RestartAgent(string agentId, TimeSpan away = default) => With(agentId, a => a.Restart(away));

    /// <summary>Whether executors of a restarted agent have not subscribed again yet.</summary>
    public bool AwaitsExecutors(string agentId) => Locked(() => _agents.Any(a => a.Agent.Id == agentId && a.Agent.AwaitsExecutors));

    /// <summary>The agent's machine is gone with all that ran on it, for good.</summary>
    public void LoseAgent(string agentId) => With(agentId, a => a.Lose());

    /// <summary>As an operator's DRAIN_AGENT.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="maxGracePeriod">How long tasks have to end; as they say themselves when <see langword="null"/>.</param>
    /// <param name="markGone">Whether it is marked gone when it has drained.</param>
    public void DrainAgent(string agentId, TimeSpan? maxGracePeriod = null, bool markGone = false) =>
        With(agentId, a => _cluster.Leader?.Drains.Begin(_cluster.Leader.State.Agents[a.Agent.Id], new(maxGracePeriod, markGone)));

    /// <summary>As an operator's REACTIVATE_AGENT: the end of a drain.</summary>
    public void ReactivateAgent(string agentId) => With(agentId, a => Drains.Reactivate(_cluster.Leader!.State.Agents[a.Agent.Id]));

    /// <summary>As an operator's MARK_AGENT_GONE.</summary>
    public void MarkAgentGone(string agentId) => With(agentId, a => _cluster.Leader?.Agents.MarkGone(_cluster.Leader.State.Agents[a.Agent.Id]));

    /// <summary>The executors of the agent are killed for using too much memory.</summary>
    public void ExhaustMemory(string agentId) => With(agentId, a => a.Agent.KillForMemory());

    private void With(string agentId, Action<AgentPower> act) => Locked(() => act(
        _agents.FirstOrDefault(a => a.Agent.Id == agentId) ?? throw new KeyNotFoundException($"There is no agent {agentId}.")));

    private void ForFrameworks(string? frameworkId, Action<MasterTerm, Framework> act) => Locked(() =>
    {
        if (_cluster.Leader is { } leader)
        {
            leader.State.Frameworks.Values.Where(f => frameworkId is null || f.Id == frameworkId).ToList().ForEach(f => act(leader, f));
        }
    });

    private void Locked(Action act) => Locked(() =>
    {
        act();
        return true;
    });

    private T Locked<T>(Func<T> act)
    {
        lock (_cluster.Gate)
        {
            return act();
        }
    }
}
