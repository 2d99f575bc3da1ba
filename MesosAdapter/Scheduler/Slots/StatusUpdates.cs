using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>Applies what Mesos says about tasks. Acknowledges first: an agent holds the next update back until then.</summary>
internal sealed partial class StatusUpdates(
    CapacityLedger ledger, SlotEnd end, SlotAdoption adoption, ExecutorInquiry inquiry, SchedulerMetrics metrics, TimeProvider time, ILogger<StatusUpdates> logger)
{
    public void Apply(TaskStatus status, Subscription stream)
    {
        if (status.HasUuid)
        {
            stream.Acknowledgements.Send(Calls.Acknowledge(status));
        }
        lock (ledger.Gate)
        {
            if (ledger.Slots.TryGet(status.TaskId.Value, out var slot) || adoption.TryAdopt(status, out slot))
            {
                slot.IsUnanswered = false;
                Apply(status, slot, time.GetUtcNow());
            }
            else if (SlotAdoption.IsLive(status.State))
            {
                LogUnknown(status.TaskId.Value, status.State, status.AgentId?.Value);
                stream.Control.Send(Calls.Kill(status.TaskId, status.AgentId));
            }
        }
        ledger.Changed.Set();
    }

    private void Apply(TaskStatus status, SlotEntry slot, DateTimeOffset now)
    {
        switch (status.State)
        {
            case TaskState.TaskStaging or TaskState.TaskStarting or TaskState.TaskKilling:
                break;
            case TaskState.TaskUnknown when slot.State == SlotState.Taken:
                // The master has never heard of the agent, which proves nothing: who uses the slot will see.
                break;
            case TaskState.TaskRunning:
                Run(slot, now);
                break;
            case TaskState.TaskUnreachable:
                LogUnreachable(slot.Slot.Id, slot.Slot.AgentId);
                end.Lose(slot, now);
                break;
            default:
                end.Finish(slot, ReasonOf(status), Causes.Of(status), now);
                break;
        }
    }

    private void Run(SlotEntry slot, DateTimeOffset now)
    {
        var (from, since) = (slot.State, slot.Since);
        ledger.Slots.Move(slot, SlotEvent.Running, now);
        if (from == SlotState.Starting)
        {
            metrics.LaunchReached("running", now - since);
        }
        ledger.Agents.Forgive(slot.Slot.AgentId);
        if (ledger.Executors.TryGet(slot.ExecutorId, out var executor))
        {
            ledger.Executors.ComeUp(executor);
            inquiry.Begin(executor);
        }
        if (slot.State == SlotState.Checking && from != SlotState.Checking)
        {
            ledger.LookInto(slot, now);
        }
    }

    private static string ReasonOf(TaskStatus status) =>
        $"{status.State}{(status.HasReason ? $", {status.Reason}" : "")}{(status.HasMessage ? $": {status.Message}" : "")}";

    [LoggerMessage(LogLevel.Warning, "Task {Task} is {State} on {Agent} and no slot of ours: it is killed")]
    private partial void LogUnknown(string task, TaskState state, string? agent);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot}: Mesos cannot reach {Agent}")]
    private partial void LogUnreachable(string slot, string agent);
}
