using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Master;

/// <summary>Who leads, and what a change of leader does to the others.</summary>
internal sealed class Election(ClusterContext cluster, IReadOnlyList<LocalMaster> masters, IReadOnlyList<AgentPower> agents, ILoggerFactory logs)
{
    /// <summary>Makes a master the leader; it remembers nothing but which agents there were.</summary>
    public MasterTerm Elect(LocalMaster master)
    {
        lock (cluster.Gate)
        {
            var term = new MasterTerm(cluster, master.Address, logs);
            foreach (var agent in agents)
            {
                term.Agents.Recover(agent.Agent);
            }
            cluster.Leader = term;
            term.Start();
            return term;
        }
    }

    /// <summary>The leader's process dies: every stream of it breaks, and until the next election nobody leads.</summary>
    public void End()
    {
        lock (cluster.Gate)
        {
            cluster.Leader?.Dispose();
            cluster.Leader = null;
        }
    }

    /// <summary>The next master in the list is elected; a single one is restarted.</summary>
    /// <param name="agentsReturn">Whether agents register with it, each after a random time, or stay away until they are told.</param>
    public void FailOver(bool agentsReturn)
    {
        lock (cluster.Gate)
        {
            var before = cluster.Leader?.State.Address;
            var index = masters.ToList().FindIndex(m => m.Address == before);
            End();
            Elect(masters[(index + 1) % masters.Count]);
            if (agentsReturn)
            {
                ReturnAgents();
            }
        }
    }

    /// <summary>All agents that have not come back register, each after a random time.</summary>
    public void ReturnAgents()
    {
        lock (cluster.Gate)
        {
            foreach (var agent in agents)
            {
                cluster.Later.After(cluster.Options.AgentRegistrationBackoff * Random.Shared.NextDouble(), agent.RegisterIfAway);
            }
        }
    }
}
