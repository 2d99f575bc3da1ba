using System.Diagnostics.Metrics;
using Faas.Contracts;
using Faas.Invoker.Arbitration;
using Faas.Invoker.Dispatch;

namespace Faas.Invoker;

/// <summary>What an invoker counts. Labels are closed sets: outcomes and kinds of start, never functions.</summary>
internal sealed class InvokerMetrics : IDisposable
{
    public const string MeterName = "Faas.Invoker";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _finished;
    private readonly Counter<long> _fenced;
    private readonly Counter<long> _released;
    private readonly Counter<long> _starts;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _run;

    public InvokerMetrics(InFlight inFlight, NamespaceShares shares)
    {
        _finished = _meter.CreateCounter<long>("faas.attempts.finished", description: "Attempts that ended, by outcome.");
        _fenced = _meter.CreateCounter<long>("faas.attempts.fenced", description: "Ends that came too late: the claim had been taken away.");
        _released = _meter.CreateCounter<long>("faas.attempts.released", description: "Claims put back, by whether the run may have been started.");
        _starts = _meter.CreateCounter<long>("faas.starts", description: "Runs, by what they waited for.");
        _queue = _meter.CreateHistogram<double>("faas.queue.duration", "s", "Accepted to claimed.");
        _run = _meter.CreateHistogram<double>("faas.run.duration", "s", "The run itself.");
        _meter.CreateObservableGauge("faas.runs", () => inFlight.Count, description: "Claims this invoker works on.");
        _meter.CreateObservableGauge("faas.shares.held", () => shares.Describe().Sum(share => share.Share), description: "Invocations of limited namespaces that this invoker may run at a time.");
        _meter.CreateObservableGauge("faas.shares.runs", () => shares.Describe().Sum(share => share.Runs), description: "Those that it runs.");
        _meter.CreateObservableGauge("faas.shares.waiting", () => shares.Describe().Sum(share => share.InLine), description: "Functions that wait for their namespace's limit.");
    }

    public void Finished(InvocationRecord record, bool won)
    {
        if (!won)
        {
            _fenced.Add(1);
            return;
        }
        _finished.Add(1, new KeyValuePair<string, object?>("outcome", KebabCase<Outcome>.Name(record.Outcome ?? record.LastOutcome!.Value)));
        _queue.Record(record.Timings.QueueMicros / 1e6);
        if (record.Start is not { } start) return;
        _starts.Add(1, new KeyValuePair<string, object?>("start", KebabCase<StartKind>.Name(start)));
        _run.Record(record.Timings.RunMicros / 1e6);
    }

    public void Released(bool started) => _released.Add(1, new KeyValuePair<string, object?>("started", started));

    public void Dispose() => _meter.Dispose();
}
