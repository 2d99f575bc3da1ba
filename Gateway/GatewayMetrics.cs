using System.Diagnostics.Metrics;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway;

/// <summary>What a gateway counts. Labels are closed sets; functions are never one.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter = new("Faas.Gateway");
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _answered;
    private readonly Histogram<double> _duration;

    public GatewayMetrics(ResultInbox inbox)
    {
        _accepted = _meter.CreateCounter<long>("faas.invocations.accepted", description: "Invocations put into a queue, by whether the caller stays to the end.");
        _refused = _meter.CreateCounter<long>("faas.invocations.refused", description: "Invocations the queue did not take, by reason.");
        _answered = _meter.CreateCounter<long>("faas.invocations.answered", description: "Invocations whose caller was given the end, by outcome.");
        _duration = _meter.CreateHistogram<double>("faas.invocation.duration", "s", "Request read to answer, for callers that wait.");
        _meter.CreateObservableGauge("faas.invocations.waiting", () => inbox.Waiting, description: "Callers that wait for a result here.");
    }

    public void Accepted(EnqueueOutcome outcome, bool sync)
    {
        if (outcome == EnqueueOutcome.Accepted) _accepted.Add(1, new KeyValuePair<string, object?>("mode", sync ? "sync" : "async"));
        else _refused.Add(1, new KeyValuePair<string, object?>("reason", KebabCase<EnqueueOutcome>.Name(outcome)));
    }

    public void Answered(InvocationRecord record, TimeSpan took)
    {
        _answered.Add(1, new KeyValuePair<string, object?>("outcome", KebabCase<Outcome>.Name(record.Outcome!.Value)));
        _duration.Record(took.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
