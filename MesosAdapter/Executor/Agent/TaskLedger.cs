using Faas.Mesos.Protocol;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Executor.Agent;

/// <summary>What the agent has not acknowledged yet, and must be told again when it has been away.</summary>
internal sealed class TaskLedger(string executorId, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskInfo> _tasks = [];
    private readonly Dictionary<ByteString, Call.Types.Update> _updates = [];

    /// <summary>A task was given to this executor.</summary>
    public void Add(TaskInfo task)
    {
        lock (_lock) _tasks[task.TaskId.Value] = task;
    }

    /// <summary>Makes a status update, unacknowledged for now.</summary>
    public Call.Types.Update Report(TaskID task, TaskState state, string? message)
    {
        var status = new TaskStatus
        {
            TaskId = task,
            State = state,
            Source = TaskStatus.Types.Source.Executor,
            ExecutorId = new() { Value = executorId },
            Timestamp = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds,
            Uuid = MesosUuid.New(),
        };
        if (message is not null) status.Message = message;
        var update = new Call.Types.Update { Status = status };
        lock (_lock) _updates[status.Uuid] = update;
        return update;
    }

    /// <summary>The agent has an update: it, and its task, need not be told again.</summary>
    public void Acknowledge(Event.Types.Acknowledged acknowledged)
    {
        lock (_lock)
        {
            _updates.Remove(acknowledged.Uuid);
            _tasks.Remove(acknowledged.TaskId.Value);
        }
    }

    /// <summary>What a subscription tells.</summary>
    public Call.Types.Subscribe ToSubscribe()
    {
        lock (_lock) return new() { UnacknowledgedTasks = { _tasks.Values }, UnacknowledgedUpdates = { _updates.Values.OrderBy(update => update.Status.Timestamp) } };
    }
}
