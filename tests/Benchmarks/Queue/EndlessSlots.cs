using System.Threading.Channels;
using Faas.Contracts;

namespace Faas.Benchmarks.Queue;

/// <summary>Slots without end, on these executors in turn.</summary>
internal sealed class EndlessSlots(Uri[] executors) : ISlotSource
{
    private static readonly CapacityStatus Status = new(null, null, true, [], [], [new("nodejs:20", true, null)]);

    private readonly Channel<SlotLoss> _losses = Channel.CreateUnbounded<SlotLoss>();
    private readonly Channel<bool> _shortages = Channel.CreateUnbounded<bool>();
    private int _taken;

    public ChannelReader<SlotLoss> Losses => _losses.Reader;

    public ChannelReader<bool> Shortages => _shortages.Reader;

    public Task<Slot> TakeAsync(SlotWish wish, CancellationToken ct)
    {
        var taken = Interlocked.Increment(ref _taken);
        return Task.FromResult(new Slot($"slot-{taken}", "agent", executors[taken % executors.Length], wish.MemoryMiB));
    }

    public ValueTask ReturnAsync(Slot slot, CancellationToken ct) => default;

    public CapacityStatus? Describe() => Status;
}
