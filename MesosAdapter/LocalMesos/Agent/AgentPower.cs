using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Agent;

/// <summary>What can happen to an agent's process, its machine and its connection. Callers hold the gate.</summary>
internal sealed class AgentPower(LocalAgent agent, ClusterContext cluster)
{
    private bool _isLost;

    public LocalAgent Agent => agent;

    /// <summary>SIGSTOP: its connections stay open, it does nothing. What runs on it runs on.</summary>
    public void Stop()
    {
        agent.Link.Stop();
        agent.Pause.Stop();
    }

    /// <summary>SIGCONT: it reads what has come meanwhile, and registers again where the master has given it up.</summary>
    public void Resume()
    {
        agent.Link.Go();
        agent.Pause.Go();
        RegisterIfAway();
    }

    /// <summary>The connection to the master breaks.</summary>
    public void Disconnect()
    {
        agent.Link.Break();
        if (Record is { } record)
        {
            cluster.Leader!.Agents.Disconnect(record);
        }
    }

    public void Reconnect()
    {
        if (!_isLost)
        {
            agent.Link.Mend();
            Register();
        }
    }

    /// <summary>The machine is gone with all that ran on it, for good.</summary>
    public void Lose()
    {
        _isLost = true;
        agent.IsDown = true;
        Disconnect();
        agent.KillAll();
    }

    /// <summary>
    /// Its process ends, is away for a while, starts and recovers: executors have <c>ExecutorReregistrationTimeout</c> to subscribe
    /// again, then it registers.
    /// </summary>
    public void Restart(TimeSpan away)
    {
        Disconnect();
        agent.IsDown = true;
        agent.Detach();
        cluster.Later.After(away, () =>
        {
            agent.IsDown = false;
            agent.Recover();
            cluster.Later.After(cluster.Options.ExecutorReregistrationTimeout, Reconnect);
        });
    }

    /// <summary>Registers with whoever leads, if anybody does.</summary>
    public void Register()
    {
        if (cluster.Leader is { } leader && Record is { } record && agent.Link.AnswersPings)
        {
            leader.Returns.Take(record, agent.Report());
        }
    }

    /// <summary>Registers with a leader that does not count it as present.</summary>
    public void RegisterIfAway()
    {
        if (Record is { State: not AgentState.Active } && !_isLost)
        {
            Register();
        }
    }

    private AgentRecord? Record => cluster.Leader?.State.Agents.GetValueOrDefault(agent.Id);
}
