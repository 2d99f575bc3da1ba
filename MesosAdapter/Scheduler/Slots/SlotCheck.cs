using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Polly;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Looks into a slot before anybody gets it. Of one that an earlier leader left, a living invoker keeps what it runs there; a dead
/// one's container is deleted, and so is any in a slot that its owner no longer names.
/// </summary>
internal sealed partial class SlotCheck(
    CapacityLedger ledger, ExecutorClient client, OwnerLiveness lives, SlotKill kill, TimeProvider time, ILogger<SlotCheck> logger) : IDisposable
{
    // A dead invoker may leave thousands; they need not all be looked into at once.
    private const int AtOnce = 64;

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ResiliencePipeline _pipeline = ExecutorPipelines.Patient(time);
    private readonly ResiliencePipeline _liveness = ExecutorPipelines.Endless(time);

    /// <summary>Its caller holds the ledger's gate.</summary>
    public void Begin(SlotEntry slot) => _ = CheckAsync(slot, mayBeUsed: slot.From == SlotState.Remembered, ledger.Token);

    public void Dispose() => _turns.Dispose();

    private async Task CheckAsync(SlotEntry slot, bool mayBeUsed, string token)
    {
        await _turns.WaitAsync();
        try
        {
            var owner = await _pipeline.ExecuteAsync(async ct => await CleanAsync(slot.Slot, mayBeUsed, token, ct), CancellationToken.None);
            LogChecked(slot.Slot.Id, slot.Slot.AgentId, owner);
            Conclude(slot, now => Keep(slot, owner, now));
        }
        catch (Exception e)
        {
            LogCannotLook(slot.Slot.Id, slot.Slot.Executor, e);
            Conclude(slot, now => kill.End(slot, "nobody can say what is in it", now));
        }
        finally
        {
            _turns.Release();
        }
    }

    private void Keep(SlotEntry slot, string? owner, DateTimeOffset now)
    {
        if (owner is not null)
        {
            ledger.Slots.Take(slot, ledger.Owners.Seen(owner, now), SlotEvent.Held, now);
            return;
        }
        ledger.Slots.Move(slot, SlotEvent.Cleaned, now);
        if (ledger.IsOutdated(slot))
        {
            kill.End(slot, "its executor is of another version", now);
        }
    }

    /// <returns>The living invoker that uses it, if there is one.</returns>
    private async Task<string?> CleanAsync(Slot slot, bool mayBeUsed, string token, CancellationToken ct)
    {
        var description = await client.DescribeAsync(slot.Executor, token, ct);
        var owner = default(string);
        foreach (var container in description.Containers.Where(container => container.Slot == slot.Id))
        {
            if (mayBeUsed && await _liveness.ExecuteAsync(patience => lives(container.Owner, patience), ct))
            {
                owner = container.Owner;
                continue;
            }
            await client.DeleteContainerAsync(slot.Executor, container.Id, token, ct);
        }
        return owner;
    }

    private void Conclude(SlotEntry slot, Action<DateTimeOffset> move)
    {
        lock (ledger.Gate)
        {
            // Its owner may have named it meanwhile, or its task ended.
            if (slot.State == SlotState.Checking)
            {
                move(time.GetUtcNow());
            }
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent} goes on; it is used by {Owner}")]
    private partial void LogChecked(string slot, string agent, string? owner);

    [LoggerMessage(LogLevel.Warning, "Cannot look into slot {Slot}: its executor at {Executor} does not answer")]
    private partial void LogCannotLook(string slot, Uri executor, Exception exception);
}
