using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>
/// Compares slots with what the master knows, at every subscription and now and then, both ways: the implicit question finds
/// tasks that we do not know, the explicit one slots that Mesos does not. A new master has no answer for tasks of agents that have
/// not come back to it yet: it is asked again, and no answer is no loss.
/// </summary>
internal sealed class SlotReconciler(CapacityLedger ledger, SchedulerMetrics metrics, IOptions<SlotOptions> options)
{
    // More in one call would hold up a master for nothing.
    private const int MaxPerCall = 1000;
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromSeconds(5);
    // Agents have ten minutes to come back to a new master.
    private static readonly TimeSpan LastRepeat = TimeSpan.FromMinutes(2);

    private List<SlotEntry> _asked = [];
    private DateTimeOffset _dueAt;
    private DateTimeOffset _repeatAt;
    private TimeSpan _repeat;
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
            AskUntilAnswered(ledger.Slots.All.Where(slot => isNew || slot.State != SlotState.Starting), FirstRepeat, now);
        }
        else if (_repeatAt <= now)
        {
            AskUntilAnswered(_asked.Where(slot => slot is { IsUnanswered: true, State: not SlotState.Ended }), _repeat * 2 < LastRepeat ? _repeat * 2 : LastRepeat, now);
        }
        return _repeatAt < _dueAt ? _repeatAt : _dueAt;
    }

    /// <summary>Asks the master what became of these.</summary>
    public void Ask(IReadOnlyCollection<SlotEntry> slots)
    {
        if (ledger.Stream is not { } stream)
        {
            return;
        }
        foreach (var some in slots.Chunk(MaxPerCall))
        {
            stream.Offers.Send(Calls.Reconcile(some));
            metrics.Reconciled("explicit");
        }
    }

    private void AskUntilAnswered(IEnumerable<SlotEntry> slots, TimeSpan repeat, DateTimeOffset now)
    {
        _asked = [.. slots];
        _repeat = repeat;
        _repeatAt = _asked.Count > 0 ? now + repeat : DateTimeOffset.MaxValue;
        foreach (var slot in _asked)
        {
            slot.IsUnanswered = true;
        }
        Ask(_asked);
    }
}
