using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Updates the agent has not acknowledged, and their tasks: said again at every subscription, or Mesos takes the tasks for lost.</summary>
internal sealed class Unacknowledged
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ByteString, Call.Types.Update> _updates = [];
    private readonly Dictionary<string, TaskInfo> _tasks = [];

    public void Add(TaskInfo task)
    {
        lock (_lock) _tasks[task.TaskId.Value] = task;
    }

    public void Add(Call.Types.Update update)
    {
        lock (_lock) _updates[update.Status.Uuid] = update;
    }

    /// <summary>The first acknowledged update of a task also tells that the agent knows the task.</summary>
    public void Acknowledged(string task, ByteString uuid)
    {
        lock (_lock)
        {
            _updates.Remove(uuid);
            _tasks.Remove(task);
        }
    }

    public Call.Types.Subscribe Snapshot()
    {
        lock (_lock)
        {
            var subscribe = new Call.Types.Subscribe();
            subscribe.UnacknowledgedTasks.AddRange(_tasks.Values);
            subscribe.UnacknowledgedUpdates.AddRange(_updates.Values);
            return subscribe;
        }
    }
}
