using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Faas.Benchmarks.Offers;

/// <summary>What the scheduler's counters have counted, by their names: what it does to its neighbours.</summary>
internal sealed class Tally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public Tally()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Faas.Mesos")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, measured, _, _) => _counts.AddOrUpdate(instrument.Name, measured, (_, sum) => sum + measured));
        _listener.Start();
    }

    public int this[string name] => _counts.GetValueOrDefault(name);

    public void Clear() => _counts.Clear();

    public void Dispose() => _listener.Dispose();
}
