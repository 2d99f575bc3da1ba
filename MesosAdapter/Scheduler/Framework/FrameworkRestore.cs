using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Fills the ledger with what earlier leaders left, before the first event.</summary>
internal sealed partial class FrameworkRestore(
    CapacityLedger ledger, SchedulerStore store, ExecutorRecall recall, IOptions<FrameworkOptions> options, TimeProvider time, ILogger<FrameworkRestore> logger)
{
    private const int RecalledAtOnce = 64;

    /// <returns>The framework's id, when there is one.</returns>
    public async Task<string?> RestoreAsync(Leadership lead, CancellationToken ct)
    {
        var token = await store.GetTokenAsync(ct);
        var frameworkId = await store.GetFrameworkIdAsync(ct);
        var slots = await store.ListSlotsAsync(ct);
        foreach (var some in slots.Where(slot => slot.ExecutorId != slot.Id).DistinctBy(slot => slot.ExecutorId).Chunk(RecalledAtOnce))
        {
            await Task.WhenAll(some.Select(slot => recall.RecallAsync(slot.ExecutorId, slot.AgentId, slot.Executor, slot.Executor.Host, ct)));
        }
        lock (ledger.Gate)
        {
            // The id may be ours and not yet remembered: the store went away between the two.
            (ledger.Lead, ledger.Token, ledger.FrameworkId) = (lead, token, frameworkId ?? ledger.FrameworkId);
            var now = time.GetUtcNow();
            ledger.OwnersSpeakUntil = now + options.Value.OwnersSpeak;
            foreach (var slot in slots)
            {
                Remember(slot, now);
            }
        }
        LogRestored(frameworkId, slots.Count);
        return frameworkId;
    }

    public void StopLeading()
    {
        lock (ledger.Gate)
        {
            ledger.StopLeading(time.GetUtcNow());
        }
        ledger.Changed.Set();
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
                store.Forget(slot.Slot.Id);
                slot.Owner?.Lose(slot.Slot.Id, "the framework was removed");
                ledger.Slots.Move(slot, SlotEvent.Ended, time.GetUtcNow());
            }
        }
        ledger.Changed.Set();
    }

    // Strings and addresses are shared with the executor's entry: there may be many slots.
    private void Remember(StoredSlot stored, DateTimeOffset now)
    {
        ledger.Executors.TryGet(stored.ExecutorId, out var executor);
        var slot = new Slot(stored.Id, executor?.AgentId ?? stored.AgentId, executor?.Address ?? stored.Executor, stored.MemoryMiB);
        ledger.Slots.Add(new SlotEntry(slot, executor?.Id ?? stored.ExecutorId, stored.Cpus, SlotState.Remembered, now));
    }

    [LoggerMessage(LogLevel.Information, "Framework {FrameworkId} with {Slots} slots remembered")]
    private partial void LogRestored(string? frameworkId, int slots);
}
