using Faas.Mesos.Local.Membership;
using Faas.Mesos.Protocol.Scheduling;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>What a master answers when it is asked about tasks. Callers hold the gate.</summary>
internal static class Reconciliation
{
    /// <summary>No task named: all that the master knows of the framework, but for the unreachable.</summary>
    public static void Answer(MasterState state, Framework framework, Call.Types.Reconcile reconcile)
    {
        if (reconcile.Tasks.Count == 0)
        {
            foreach (var task in framework.Tasks.Values.Where(t => t.State != TaskState.TaskUnreachable))
            {
                framework.Send(Events.Update(Statuses.Latest(task, state.Now())));
            }
        }
        foreach (var task in reconcile.Tasks)
        {
            Answer(state, framework, task.TaskId, task.AgentId);
        }
    }

    /// <summary>One task. While its agent has not come back after an election there is no answer: nobody knows.</summary>
    public static void Answer(MasterState state, Framework framework, TaskID id, AgentID? agentId)
    {
        var task = framework.Tasks.GetValueOrDefault(id.Value);
        if (task is not null && task.State != TaskState.TaskUnreachable)
        {
            framework.Send(Events.Update(Statuses.Latest(task, state.Now())));
            return;
        }
        var agent = state.Agents.GetValueOrDefault(task?.AgentId ?? agentId?.Value ?? "");
        var (lost, message) = agent?.State switch
        {
            AgentState.Active or AgentState.Disconnected => (TaskState.TaskGone, "Reconciliation: Task is unknown to the agent"),
            AgentState.Unreachable => (TaskState.TaskUnreachable, "Reconciliation: Task is unreachable"),
            AgentState.Gone => (TaskState.TaskGoneByOperator, "Reconciliation: Task is gone"),
            AgentState.Recovered => (TaskState.TaskStaging, ""),
            _ => (TaskState.TaskUnknown, "Reconciliation: Task is unknown"),
        };
        if (message.Length == 0)
        {
            return;
        }
        var status = lost == TaskState.TaskUnreachable && framework.IsPartitionAware
            ? Statuses.Unreachable(id, agent!, Reason.Reconciliation, message, state.Now())
            : Statuses.OfMaster(id, agentId, framework.StateOr(lost), Reason.Reconciliation, message, state.Now());
        framework.Send(Events.Update(status));
    }
}
