using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Slots;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Executor.Agent;

/// <summary>What tasks mean here: each is a slot.</summary>
internal sealed class SlotTasks(SlotBook slots, ContainerRegistry containers)
{
    /// <returns>The state to report, and why when it is no good one.</returns>
    public (TaskState State, string? Message) Launch(TaskInfo task)
    {
        try
        {
            if (JsonSerializer.Deserialize(task.Data.Span, ContractsJson.Default.SlotGrant) is not { Token.Length: > 0 } grant)
                return (TaskState.TaskFailed, "The task's data carries no token.");
            slots.Grant(task.TaskId.Value, grant);
            return (TaskState.TaskRunning, null);
        }
        catch (JsonException e)
        {
            return (TaskState.TaskFailed, $"The task's data is no slot grant: {e.Message}");
        }
    }

    /// <summary>Ends a slot, and the container in it.</summary>
    /// <returns>Whether there was such a slot.</returns>
    public async Task<bool> KillAsync(string task)
    {
        if (!slots.End(task)) return false;
        await containers.EmptySlotAsync(task);
        return true;
    }
}
