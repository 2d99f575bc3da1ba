using System.Diagnostics.CodeAnalysis;
using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskStatus = Faas.Mesos.Protocol.V1.TaskStatus;

namespace Faas.Mesos.Scheduler;

/// <summary>Takes back a slot that our own memory has lost (the store failed over): its id tells its size, its executor the rest.</summary>
internal sealed partial class SlotAdoption(
    CapacityLedger ledger, SchedulerStore store, ExecutorRecall recall, IOptions<SlotOptions> options, TimeProvider time, ILogger<SlotAdoption> logger)
{
    public static bool IsLive(TaskState state) => state is TaskState.TaskStaging or TaskState.TaskStarting or TaskState.TaskRunning;

    /// <summary>
    /// Finds the executor of a task that may be taken back, where no offer and no other slot has told of it: a full agent offers nothing.
    /// Its caller does not hold the ledger's gate.
    /// </summary>
    public async ValueTask RecallAsync(TaskStatus status, CancellationToken ct)
    {
        string? host;
        lock (ledger.Gate)
        {
            host = IsOurs(status) && !ledger.Slots.TryGet(status.TaskId.Value, out _) ? HostOf(status) : null;
        }
        if (host is not null)
        {
            await recall.RecallAsync(status.ExecutorId.Value, status.AgentId.Value, null, host, ct);
        }
    }

    /// <summary>Its caller holds the ledger's gate.</summary>
    public bool TryAdopt(TaskStatus status, [NotNullWhen(true)] out SlotEntry? slot)
    {
        slot = null;
        if (!IsOurs(status) || SlotIds.MemoryOf(status.TaskId.Value) is not { } memoryMiB
            || !ledger.Executors.TryGet(status.ExecutorId.Value, out var executor) || executor.Address.Port <= 0)
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

    // A Docker task is its own executor, and nobody can say whose code is in it.
    private static bool IsOurs(TaskStatus status) =>
        status is { State: TaskState.TaskRunning, ExecutorId: { } executor, AgentId: not null } && executor.Value != status.TaskId.Value && SlotIds.MemoryOf(status.TaskId.Value) is not null;

    // Agents add the address of their own to what executors say.
    private string? HostOf(TaskStatus status) =>
        status.ContainerStatus?.NetworkInfos.SelectMany(network => network.IpAddresses).FirstOrDefault()?.IpAddress
        ?? (ledger.Agents.Get(status.AgentId.Value).Hostname is { Length: > 0 } hostname ? hostname : null);

    [LoggerMessage(LogLevel.Warning, "Slot {Slot} on {Agent} was not remembered; it is taken back")]
    private partial void LogAdopted(string slot, string agent);
}
