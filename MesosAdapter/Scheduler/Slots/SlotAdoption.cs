using System.Diagnostics.CodeAnalysis;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>Takes back a slot that our own memory has lost (the store failed over): its id tells its size, its executor the rest. Its caller holds the ledger's gate.</summary>
internal sealed partial class SlotAdoption(
    CapacityLedger ledger, SchedulerStore store, IOptions<SlotOptions> options, TimeProvider time, ILogger<SlotAdoption> logger)
{
    public static bool IsLive(TaskState state) => state is TaskState.TaskStaging or TaskState.TaskStarting or TaskState.TaskRunning;

    public bool TryAdopt(TaskStatus status, [NotNullWhen(true)] out SlotEntry? slot)
    {
        slot = null;
        if (status.State != TaskState.TaskRunning || status.ExecutorId is null || SlotIds.MemoryOf(status.TaskId.Value) is not { } memoryMiB
            || !ledger.Executors.TryGet(status.ExecutorId.Value, out var executor))
        {
            return false;
        }
        var found = new Slot(status.TaskId.Value, executor.AgentId, executor.Address, memoryMiB);
        slot = new SlotEntry(found, executor.Id, (double)options.Value.AmountOf(memoryMiB).Cpus, SlotState.Remembered, time.GetUtcNow());
        ledger.Slots.Add(slot);
        store.Remember(slot.ToStored());
        LogAdopted(found.Id, found.AgentId);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} on {Agent} was not remembered; it is taken back")]
    private partial void LogAdopted(string slot, string agent);
}
