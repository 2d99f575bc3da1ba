using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>The status updates the master makes itself: no uuid, so nobody acknowledges them.</summary>
internal static class Statuses
{
    public static TaskStatus OfMaster(TaskID task, AgentID? agent, TaskState state, Reason reason, string message, double timestamp)
    {
        var status = new TaskStatus
        {
            TaskId = task, State = state, Source = Source.Master, Reason = reason, Message = message, Timestamp = timestamp,
        };
        if (agent is not null)
        {
            status.AgentId = agent;
        }
        return status;
    }

    public static TaskStatus Unreachable(TaskID task, AgentRecord agent, Reason reason, string message, double timestamp)
    {
        var status = OfMaster(task, agent.Agent.Info.Id, TaskState.TaskUnreachable, reason, message, timestamp);
        var since = agent.UnreachableSince ?? DateTimeOffset.UnixEpoch;
        status.UnreachableTime = new() { Nanoseconds = (since - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick };
        return status;
    }

    /// <summary>The agent of an unreachable task is back.</summary>
    public static TaskStatus Back(TaskRecord task, double timestamp)
    {
        var status = OfMaster(
            task.Info.TaskId, task.Info.AgentId, task.State, Reason.AgentReregistered, "Unreachable agent re-reregistered", timestamp);
        if (task.LastStatus?.ContainerStatus is { } container)
        {
            status.ContainerStatus = container;
        }
        return status;
    }

    public static TaskStatus Latest(TaskRecord task, double timestamp)
    {
        var status = OfMaster(
            task.Info.TaskId, task.Info.AgentId, task.State, Reason.Reconciliation, "Reconciliation: Latest task state", timestamp);
        if (task.Info.Executor is { } executor)
        {
            status.ExecutorId = executor.ExecutorId;
        }
        if (task.LastStatus?.ContainerStatus is { } container)
        {
            status.ContainerStatus = container;
        }
        if (task.LastStatus?.HasHealthy == true)
        {
            status.Healthy = task.LastStatus.Healthy;
        }
        return status;
    }
}
