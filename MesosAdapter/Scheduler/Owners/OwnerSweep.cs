using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Finds owners that have died: their slots are looked into and given to others.</summary>
internal sealed partial class OwnerSweep(
    CapacityLedger ledger, SlotAbandon abandon, OwnerLiveness lives, IOptions<FrameworkOptions> options, TimeProvider time, ILogger<OwnerSweep> logger)
{
    private TimeSpan Silence => options.Value.OwnerSilence;

    /// <summary>Its caller holds the ledger's gate.</summary>
    /// <returns>When to look again.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        foreach (var owner in ledger.Owners.All)
        {
            var dueAt = owner.SeenAt + Silence;
            if (dueAt <= now && !owner.IsDoubted)
            {
                owner.IsDoubted = true;
                _ = AskAsync(owner);
            }
            next = !owner.IsDoubted && dueAt < next ? dueAt : next;
        }
        return next;
    }

    private async Task AskAsync(SlotOwner owner)
    {
        try
        {
            Conclude(owner, await lives(owner.Session, CancellationToken.None));
        }
        catch (Exception e)
        {
            // A store that is away proves nobody dead.
            LogCannotAsk(owner.Session, e);
            Conclude(owner, alive: true);
        }
    }

    private void Conclude(SlotOwner owner, bool alive)
    {
        lock (ledger.Gate)
        {
            var now = time.GetUtcNow();
            owner.IsDoubted = false;
            if (alive || owner.SeenAt + Silence > now)
            {
                // It may be cut off from us alone; what it runs goes on.
                owner.SeenAt = owner.SeenAt + Silence > now ? owner.SeenAt : now;
            }
            else if (ledger.Owners.All.Contains(owner))
            {
                LogDead(owner.Session, owner.Slots.Count);
                abandon.Abandon([.. owner.Slots], "its invoker is gone", now);
                ledger.Owners.Remove(owner);
            }
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Warning, "Invoker {Session} is gone: its {Slots} slots are emptied for others")]
    private partial void LogDead(string session, int slots);

    [LoggerMessage(LogLevel.Warning, "Cannot ask whether invoker {Session} lives; its slots stay its own")]
    private partial void LogCannotAsk(string session, Exception exception);
}
