using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Slots;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Executor.Agent;

/// <summary>What tasks mean here: each is a slot.</summary>
internal sealed class SlotTasks(SlotBook slots, ContainerRegistry containers)
{
    /// <summary>What the executors of Mesos itself give their tasks.</summary>
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(1);

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

    /// <summary>Ends a slot, and the container in it. Said again it may only make what runs there end sooner.</summary>
    /// <param name="task">The task's id.</param>
    /// <param name="policy">For how long what runs there may go on.</param>
    /// <returns>Whether there was such a slot, and nobody else ends it.</returns>
    public async Task<bool> KillAsync(string task, KillPolicy? policy)
    {
        var isFirst = slots.End(task);
        await containers.EmptySlotAsync(task, GraceOf(policy));
        return isFirst;
    }

    private static TimeSpan GraceOf(KillPolicy? policy)
    {
        if (policy?.GracePeriod is not { } period) return DefaultGrace;
        var grace = TimeSpan.FromTicks(Math.Max(0, period.Nanoseconds / TimeSpan.NanosecondsPerTick));
        return grace < LongestGrace ? grace : LongestGrace;
    }
}
