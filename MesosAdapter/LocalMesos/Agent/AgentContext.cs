using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local.Agent;

/// <summary>What every executor of an agent needs to know of the agent and the cluster around it.</summary>
internal sealed record AgentContext(MasterState Cluster, LocalAgentOptions Options, AgentInfo Info, TaskTracker Tasks, UpdateStreams Updates)
{
    /// <summary>ip:port, as executors are told.</summary>
    public string Endpoint => $"{Cluster.Options.Address}:{Info.Port}";
}
