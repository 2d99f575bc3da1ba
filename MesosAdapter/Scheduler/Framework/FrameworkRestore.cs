using Faas.Contracts;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Fills the ledger with what earlier leaders left, before the first event.</summary>
internal sealed partial class FrameworkRestore(
    CapacityLedger ledger, SchedulerStore store, ExecutorRecall recall, SlotLosses losses, TimeProvider time, ILogger<FrameworkRestore> logger)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    public async Task RestoreAsync(long epoch, CancellationToken ct)
    {
        var token = await store.GetTokenAsync(ct);
        var frameworkId = await store.GetFrameworkIdAsync(ct);
        var slots = await store.ListSlotsAsync(ct);
        foreach (var slot in slots.DistinctBy(slot => slot.ExecutorId))
        {
            await recall.RecallAsync(slot.ExecutorId, slot.AgentId, slot.Executor, slot.Executor.Host, ct);
        }
        lock (ledger.Gate)
        {
            // The id may be ours and not yet remembered: the store went away between the two.
            (ledger.Epoch, ledger.Token, ledger.FrameworkId) = (epoch, token, frameworkId ?? ledger.FrameworkId);
            Merge(slots, time.GetUtcNow());
        }
        LogRestored(frameworkId, slots.Count);
    }

    /// <summary>Another may lead now; what was taken here stays so, what is waited for is waited for.</summary>
    public void StopLeading()
    {
        lock (ledger.Gate)
        {
            ledger.Epoch = null;
        }
    }

    /// <summary>The master has removed the framework, and every task with it.</summary>
    public async Task ForgetFrameworkAsync(CancellationToken ct)
    {
        await store.SetFrameworkIdAsync(null, ct);
        lock (ledger.Gate)
        {
            ledger.FrameworkId = null;
            foreach (var executor in ledger.Executors.All.ToList())
            {
                ledger.Executors.Retire(executor.Id);
            }
            foreach (var slot in ledger.Slots.All.ToList())
            {
                End(slot, "the framework was removed", time.GetUtcNow());
            }
        }
        ledger.Changed.Set();
    }

    // What was taken in this process still is, unless its slot ended under another leader. Anything else that leader may have given away.
    private void Merge(IReadOnlyList<StoredSlot> stored, DateTimeOffset now)
    {
        var ids = stored.Select(slot => slot.Id).ToHashSet();
        foreach (var slot in ledger.Slots.All.Where(slot => slot.State != SlotState.Taken || !ids.Contains(slot.Slot.Id)).ToList())
        {
            Drop(slot, now);
        }
        foreach (var slot in stored.Where(slot => !ledger.Slots.TryGet(slot.Id, out _)))
        {
            var known = new Slot(slot.Id, slot.AgentId, slot.Executor, slot.MemoryMiB);
            ledger.Slots.Add(new SlotEntry(known, slot.ExecutorId, slot.Cpus, SlotState.Remembered, now) { DueAt = now + AskAgain });
        }
    }

    private void End(SlotEntry slot, string reason, DateTimeOffset now)
    {
        store.Forget(slot.Slot.Id);
        Drop(slot, now, reason);
    }

    private void Drop(SlotEntry slot, DateTimeOffset now, string reason = "it ended under another leader")
    {
        if (slot.State == SlotState.Taken)
        {
            losses.Tell(slot.Slot.Id, reason);
        }
        ledger.Slots.Move(slot, SlotEvent.Ended, now);
    }

    [LoggerMessage(LogLevel.Information, "Framework {FrameworkId} with {Slots} slots remembered")]
    private partial void LogRestored(string? frameworkId, int slots);
}
