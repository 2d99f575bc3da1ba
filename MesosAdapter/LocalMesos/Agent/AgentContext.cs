using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Agent;

/// <summary>What every executor of an agent needs to know of the agent and the cluster around it.</summary>
internal sealed record AgentContext(ClusterContext Cluster, LocalAgentOptions Options, AgentInfo Info, AgentLink Link, UpdateStreams Updates, AgentPause Pause)
{
    /// <summary>ip:port, as executors are told.</summary>
    public string Endpoint => $"{Cluster.Options.Address}:{Info.Port}";
}
