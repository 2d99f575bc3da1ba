using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Looks into a slot before anybody gets it. Of one that an earlier leader left, a living invoker keeps what it runs there; a dead
/// one's container is kept for whoever runs its function next, where its code is in it, and deleted otherwise.
/// </summary>
internal sealed partial class SlotCheck(
    CapacityLedger ledger, ExecutorClient client, OwnerLiveness lives, SlotKill kill, IOptions<SlotOptions> options, TimeProvider time, ILogger<SlotCheck> logger) : IDisposable
{
    // A dead invoker may leave thousands; they need not all be looked into at once.
    private const int AtOnce = 64;

    // An executor ends the runs of a lost invoker after fifteen seconds, unless whoever took over wants their answers.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ResiliencePipeline _pipeline = ExecutorPipelines.Patient(time);
    private readonly ResiliencePipeline _liveness = ExecutorPipelines.Endless(time);

    /// <summary>Its caller holds the ledger's gate.</summary>
    public void Begin(SlotEntry slot) => _ = CheckAsync(slot, mayBeUsed: slot.From == SlotState.Remembered, mayBeKept: MayBeKept(slot), ledger.Token);

    public void Dispose() => _turns.Dispose();

    private bool MayBeKept(SlotEntry slot) =>
        slot.From != SlotState.Orphaned && !slot.IsToBeEmptied && options.Value.OrphanTimeout > TimeSpan.Zero;

    private async Task CheckAsync(SlotEntry slot, bool mayBeUsed, bool mayBeKept, string token)
    {
        await _turns.WaitAsync();
        try
        {
            var content = await _pipeline.ExecuteAsync(async ct => await CleanAsync(slot.Slot, mayBeUsed, mayBeKept, token, ct), CancellationToken.None);
            LogChecked(slot.Slot.Id, slot.Slot.AgentId, content);
            Conclude(slot, now => Follow(slot, content, now));
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

    private void Follow(SlotEntry slot, SlotContent content, DateTimeOffset now)
    {
        switch (content)
        {
            case SlotContent.Used used:
                ledger.Slots.Take(slot, ledger.Owners.Seen(used.Owner, now), SlotEvent.Held, now);
                break;
            case SlotContent.Left left:
                ledger.Slots.Keep(slot, left.Orphan, now);
                break;
            case SlotContent.Unfinished:
                ledger.Slots.Postpone(slot, now + LookAgain);
                break;
            default:
                ledger.Slots.Move(slot, SlotEvent.Cleaned, now);
                if (ledger.IsOutdated(slot))
                {
                    kill.End(slot, "its executor is of another version", now);
                }
                break;
        }
    }

    private async Task<SlotContent> CleanAsync(Slot slot, bool mayBeUsed, bool mayBeKept, string token, CancellationToken ct)
    {
        var description = await client.DescribeAsync(slot.Executor, token, ct);
        // A slot holds one container at most.
        if (description.Containers.FirstOrDefault(container => container.Slot == slot.Id) is not { } container)
        {
            return new SlotContent.Nothing();
        }
        var alive = (mayBeUsed || mayBeKept) && await _liveness.ExecuteAsync(patience => lives(container.Owner, patience), ct);
        if (alive && mayBeUsed)
        {
            return new SlotContent.Used(container.Owner);
        }
        if (!alive && mayBeKept && Orphan.Of(container) is { } orphan)
        {
            return container.Busy ? new SlotContent.Unfinished() : new SlotContent.Left(orphan);
        }
        // Whoever leads now may have given the slot away, and what is in it be of use.
        if (!Leads) return new SlotContent.Unfinished();
        await client.DeleteContainerAsync(slot.Executor, container.Id, token, ct);
        LogRemoved(container.Id, container.Function, slot.Id, container.Owner);
        return new SlotContent.Nothing();
    }

    private bool Leads
    {
        get
        {
            lock (ledger.Gate)
            {
                return ledger.Epoch is not null;
            }
        }
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

    [LoggerMessage(LogLevel.Information, "Slot {Slot} on {Agent} was looked into: {Content}")]
    private partial void LogChecked(string slot, string agent, SlotContent content);

    [LoggerMessage(LogLevel.Information, "Container {Container} of {Function} is removed from slot {Slot}: invoker {Session} left it there")]
    private partial void LogRemoved(string container, string? function, string slot, string session);

    [LoggerMessage(LogLevel.Warning, "Cannot look into slot {Slot}: its executor at {Executor} does not answer")]
    private partial void LogCannotLook(string slot, Uri executor, Exception exception);
}
