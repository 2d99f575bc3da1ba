using System.Diagnostics.Metrics;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>What the framework counts; labels are bounded.</summary>
internal sealed class SchedulerMetrics
{
    public const string MeterName = "Faas.Mesos";

    private readonly UpDownCounter<int> _held;
    private readonly Counter<int> _accepted;
    private readonly Counter<int> _declined;
    private readonly Counter<int> _rescinded;
    private readonly Counter<int> _revives;
    private readonly Counter<int> _suppressions;
    private readonly Counter<int> _reconciliations;
    private readonly Counter<int> _subscriptions;
    private readonly UpDownCounter<int> _slots;
    private readonly Counter<int> _launches;
    private readonly Counter<int> _ends;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _launch;

    public SchedulerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _held = meter.CreateUpDownCounter<int>("faas.offers.held", "{offer}", "Offers held now.");
        _accepted = meter.CreateCounter<int>("faas.offers.accepted", "{offer}", "Offers accepted.");
        _declined = meter.CreateCounter<int>("faas.offers.declined", "{offer}", "Offers given back, by reason.");
        _rescinded = meter.CreateCounter<int>("faas.offers.rescinded", "{offer}", "Offers the master took back.");
        _revives = meter.CreateCounter<int>("faas.revives", "{call}", "REVIVE calls.");
        _suppressions = meter.CreateCounter<int>("faas.suppressions", "{call}", "SUPPRESS calls.");
        _reconciliations = meter.CreateCounter<int>("faas.reconciliations", "{call}", "RECONCILE calls, by kind.");
        _subscriptions = meter.CreateCounter<int>("faas.subscriptions", "{call}", "Subscriptions that came up.");
        _slots = meter.CreateUpDownCounter<int>("faas.slots", "{slot}", "Slots now, by state.");
        _launches = meter.CreateCounter<int>("faas.slots.launched", "{slot}", "Slots launched.");
        _ends = meter.CreateCounter<int>("faas.slots.ended", "{slot}", "Slots ended, by the state they were in.");
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
        _wait = meter.CreateHistogram("faas.slot.wait", "s", "How long a taker waited for its slot.", advice: seconds);
        _launch = meter.CreateHistogram("faas.slot.launch", "s", "Decided to launch, until a phase was reached: accepted (said to the master), running.", advice: seconds);
    }

    public void OffersHeld(int change) => _held.Add(change);

    public void OffersAccepted(int count) => _accepted.Add(count);

    public void OffersDeclined(int count, string reason) => _declined.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void OfferRescinded() => _rescinded.Add(1);

    public void Revived() => _revives.Add(1);

    public void Suppressed() => _suppressions.Add(1);

    public void Reconciled(string kind) => _reconciliations.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Subscribed() => _subscriptions.Add(1);

    public void Launched(int slots) => _launches.Add(slots);

    public void LaunchReached(string phase, TimeSpan since) => _launch.Record(since.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));

    public void SlotWait(TimeSpan wait) => _wait.Record(wait.TotalSeconds);

    /// <summary>A slot came into a state (1), or left it (-1).</summary>
    public void SlotsIn(SlotState state, int change) => _slots.Add(change, new KeyValuePair<string, object?>("state", KebabCase<SlotState>.Name(state)));

    public void SlotEnded(SlotState from) => _ends.Add(1, new KeyValuePair<string, object?>("from", KebabCase<SlotState>.Name(from)));
}
