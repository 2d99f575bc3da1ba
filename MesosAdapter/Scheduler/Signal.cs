using System.Threading.Channels;

namespace Faas.Mesos.Scheduler;

/// <summary>One place that says "look again"; set as often as anybody likes, it wakes the one who waits once.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _place = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _place.Writer.TryWrite(true);

    public ValueTask<bool> WaitAsync(CancellationToken ct) => _place.Reader.ReadAsync(ct);
}
