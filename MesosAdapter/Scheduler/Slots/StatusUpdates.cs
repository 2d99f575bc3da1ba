using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>Applies what Mesos says about tasks. Acknowledges first: an agent holds the next update back until then.</summary>
internal sealed partial class StatusUpdates(
    CapacityLedger ledger, SlotEnd end, ExecutorInquiry inquiry, TimeProvider time, ILogger<StatusUpdates> logger)
{
    public void Apply(TaskStatus status, Subscription stream)
    {
        if (status.HasUuid)
        {
            stream.Acknowledgements.Send(Calls.Acknowledge(status));
        }
        lock (ledger.Gate)
        {
            if (ledger.Slots.TryGet(status.TaskId.Value, out var slot))
            {
                Apply(status, slot, time.GetUtcNow());
            }
            else if (status.State is TaskState.TaskStaging or TaskState.TaskStarting or TaskState.TaskRunning)
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
            case TaskState.TaskRunning:
                Run(slot, now);
                break;
            case TaskState.TaskUnreachable:
                LogUnreachable(slot.Slot.Id, slot.Slot.AgentId);
                end.Lose(slot, now);
                break;
            default:
                end.Finish(slot, ReasonOf(status), status.Reason == Reason.InvalidOffers, now);
                break;
        }
    }

    private void Run(SlotEntry slot, DateTimeOffset now)
    {
        var from = slot.State;
        ledger.Slots.Move(slot, SlotEvent.Running, now);
        ledger.Forgive(slot.Slot.AgentId);
        if (ledger.Executors.TryGet(slot.ExecutorId, out var executor))
        {
            executor.IsUp = true;
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
