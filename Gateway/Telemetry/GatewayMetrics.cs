using System.Diagnostics.Metrics;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Telemetry;

/// <summary>What the gateway counts. Labels have few values: never a function's name.</summary>
internal sealed class GatewayMetrics
{
    public const string Meter = "Faas.Gateway";

    private readonly Counter<long> _accepted, _finished, _refused, _abandoned;
    private readonly Histogram<double> _duration;

    public GatewayMetrics(IMeterFactory meters, ResultInbox inbox)
    {
        var meter = meters.Create(Meter);
        _accepted = meter.CreateCounter<long>("faas.invocations.accepted", description: "Invocations put in a queue, by whether their caller waits to the end.");
        _finished = meter.CreateCounter<long>("faas.invocations.finished", description: "Invocations whose caller was told their end, by outcome.");
        _refused = meter.CreateCounter<long>("faas.invocations.refused", description: "Invocations that were not accepted, by reason.");
        _abandoned = meter.CreateCounter<long>("faas.invocations.abandoned", description: "Invocations whose caller went away while it waited.");
        _duration = meter.CreateHistogram("faas.invocation.duration", "s", "From the request to its answer, for callers told the end, by kind of start.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60] });
        meter.CreateObservableGauge("faas.invocations.waiting", () => inbox.Waiting, description: "Callers who wait for a result at this gateway.");
    }

    public void Accepted(bool sync) => _accepted.Add(1, new KeyValuePair<string, object?>("mode", sync ? "sync" : "async"));

    public void Finished(Outcome outcome, StartKind? start, TimeSpan duration)
    {
        _finished.Add(1, new KeyValuePair<string, object?>("outcome", KebabCase<Outcome>.Name(outcome)));
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("start", start is { } kind ? KebabCase<StartKind>.Name(kind) : "none"));
    }

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Abandoned() => _abandoned.Add(1);
}
