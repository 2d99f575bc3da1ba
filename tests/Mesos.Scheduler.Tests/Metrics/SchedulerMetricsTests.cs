using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class SchedulerMetricsTests
{
    // As docs/scheduling.md names them.
    private static readonly string[] Expected =
    [
        "faas.offers.accepted", "faas.offers.declined surplus", "faas.offers.held", "faas.offers.rescinded", "faas.reconciliations explicit", "faas.reconciliations implicit", "faas.revives",
        "faas.slot.launch accepted", "faas.slot.launch running", "faas.slot.wait", "faas.slots empty", "faas.slots starting", "faas.slots taken", "faas.slots.ended ending",
        "faas.slots.launched", "faas.subscriptions", "faas.suppressions",
    ];

    [Fact]
    public async Task What_an_operator_watches_is_counted()
    {
        await using var cluster = await Cluster.StartAsync(("OfferHold", "00:00:00"), ("EmptySlotTimeout", "00:00:00"));
        var seen = new ConcurrentDictionary<string, bool>();
        using var listener = Listen(cluster, seen);

        var taking = cluster.TakeAsync();
        await cluster.Master.NextAsync(Revive);
        cluster.Offer();
        var slot = await taking;
        cluster.Offer("other");
        cluster.Master.Rescind("another");
        await cluster.Master.NextAsync(Decline);
        await cluster.Master.NextAsync(Suppress);
        await Eventually.IsTrueAsync(() => seen.ContainsKey("faas.offers.rescinded"), "what was taken back is noticed");
        cluster.Master.Close();
        await Eventually.IsTrueAsync(() => seen.ContainsKey("faas.reconciliations explicit"), "it subscribes again and asks for its slot");
        await cluster.ReturnAsync(slot);

        await Eventually.IsTrueAsync(() => seen.ContainsKey("faas.slots.ended ending"), "it ends, being empty");
        Assert.Equal([], Expected.Except(seen.Keys));
    }

    private static MeterListener Listen(Cluster cluster, ConcurrentDictionary<string, bool> seen)
    {
        var listener = new MeterListener
        {
            // Other tests have schedulers of their own in this process.
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SchedulerMetrics.MeterName && instrument.Meter.Scope == cluster.Host.Meters) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => See(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => See(instrument, tags));
        listener.Start();
        return listener;

        void See(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => seen[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = true;
    }
}
