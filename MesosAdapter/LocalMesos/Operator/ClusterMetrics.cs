using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Operator;

/// <summary>A few of Mesos' metrics, under Mesos' names. Callers hold the gate.</summary>
internal static class ClusterMetrics
{
    public static Dictionary<string, double> Of(MasterState state, long allocationRuns)
    {
        var tasks = state.Frameworks.Values.SelectMany(f => f.Tasks.Values).ToLookup(t => t.State);
        var agents = state.Agents.Values.ToLookup(a => a.State);
        var total = state.Agents.Values.Where(a => a.IsRegistered).Aggregate(ResourceSet.Empty, (sum, a) => sum.Plus(a.Agent.Total));
        return new()
        {
            ["master/elected"] = 1,
            ["master/cpus_total"] = total.Milli("cpus") / 1000.0,
            ["master/mem_total"] = total.Milli("mem") / 1000.0,
            ["master/disk_total"] = total.Milli("disk") / 1000.0,
            ["master/slaves_connected"] = agents[AgentState.Active].Count(),
            ["master/slaves_active"] = state.Agents.Values.Count(a => a.IsOffered),
            ["master/slaves_disconnected"] = agents[AgentState.Disconnected].Count(),
            ["master/slaves_unreachable"] = agents[AgentState.Unreachable].Count(),
            ["master/frameworks_active"] = state.Frameworks.Values.Count(f => f.Stream is not null),
            ["master/frameworks_inactive"] = state.Frameworks.Values.Count(f => f.Stream is null),
            ["master/tasks_staging"] = tasks[TaskState.TaskStaging].Count(),
            ["master/tasks_starting"] = tasks[TaskState.TaskStarting].Count(),
            ["master/tasks_running"] = tasks[TaskState.TaskRunning].Count(),
            ["master/tasks_unreachable"] = tasks[TaskState.TaskUnreachable].Count(),
            ["allocator/mesos/allocation_runs"] = allocationRuns,
        };
    }
}
