using System.Threading.Channels;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Taken slots that ended; each is told once.</summary>
internal sealed class SlotLosses
{
    // Not bounded: a loss must not be lost, and there are never more than there were slots.
    private readonly Channel<SlotLoss> _losses = Channel.CreateUnbounded<SlotLoss>();

    public ChannelReader<SlotLoss> Reader => _losses.Reader;

    public void Tell(string slotId, string reason) => _losses.Writer.TryWrite(new SlotLoss(slotId, reason));
}
