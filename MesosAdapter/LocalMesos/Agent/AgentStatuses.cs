using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Agent;

/// <summary>The status updates an agent makes or completes; all of them have a uuid.</summary>
internal static class AgentStatuses
{
    public static TaskStatus OfAgent(TaskInfo task, ExecutorID executor, TaskState state, Reason reason, string message, double timestamp) => new()
    {
        TaskId = task.TaskId,
        State = state,
        Message = message,
        Source = Source.Agent,
        Reason = reason,
        AgentId = task.AgentId,
        ExecutorId = executor,
        Timestamp = timestamp,
        Uuid = MesosUuid.New(),
    };

    /// <summary>What the built-in command executor would say.</summary>
    public static TaskStatus OfCommand(TaskInfo task, TaskState state, string? message, double timestamp)
    {
        var status = new TaskStatus
        {
            TaskId = task.TaskId,
            State = state,
            ExecutorId = new() { Value = task.TaskId.Value },
            Timestamp = timestamp,
            Uuid = MesosUuid.New(),
        };
        if (message is not null)
        {
            status.Message = message;
        }
        return status;
    }

    /// <summary>Fills in what an agent adds to every update of an executor; who sent it is told only by executors that say so themselves.</summary>
    public static TaskStatus Complete(TaskStatus status, AgentInfo agent, ExecutorID? executor, string containerId, int? pid, string ip, double timestamp)
    {
        status.Source = Source.Executor;
        status.AgentId = agent.Id;
        status.ExecutorId = executor ?? status.ExecutorId;
        if (!status.HasTimestamp)
        {
            status.Timestamp = timestamp;
        }
        status.ContainerStatus ??= new();
        status.ContainerStatus.ContainerId ??= new() { Value = containerId };
        status.ContainerStatus.ExecutorPid = (uint)(pid ?? 0);
        if (status.ContainerStatus.NetworkInfos.Count == 0)
        {
            status.ContainerStatus.NetworkInfos.Add(new NetworkInfo { IpAddresses = { new NetworkInfo.Types.IPAddress { IpAddress = ip } } });
        }
        return status;
    }
}
