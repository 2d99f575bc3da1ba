using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Compares slots with what the master knows, at every subscription and now and then, both ways: the implicit question finds
/// tasks that we do not know, the explicit one slots that Mesos does not.
/// </summary>
internal sealed class SlotReconciler(CapacityLedger ledger, SchedulerMetrics metrics, IOptions<SlotOptions> options)
{
    private DateTimeOffset _dueAt;
    private Subscription? _seen;

    /// <returns>When the next comparison is due.</returns>
    public DateTimeOffset Turn(DateTimeOffset now)
    {
        if (ledger.Stream is not { } stream)
        {
            return DateTimeOffset.MaxValue;
        }
        var isNew = !ReferenceEquals(stream, _seen);
        if (isNew || _dueAt <= now)
        {
            (_seen, _dueAt) = (stream, now + options.Value.ReconcileInterval);
            stream.Offers.Send(Calls.Reconcile([]));
            metrics.Reconciled("implicit");
            // A launch on this stream may still be on its way; its own deadline looks after it.
            Ask(ledger.Slots.All.Where(slot => isNew || slot.State != SlotState.Starting).ToList());
        }
        return _dueAt;
    }

    /// <summary>Asks the master what became of these.</summary>
    public void Ask(IReadOnlyCollection<SlotEntry> slots)
    {
        if (slots.Count > 0 && ledger.Stream is { } stream)
        {
            stream.Offers.Send(Calls.Reconcile(slots));
            metrics.Reconciled("explicit");
        }
    }
}
