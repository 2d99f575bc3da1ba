using System.Threading.Channels;
using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>The slots of this process, while it leads.</summary>
internal sealed class SlotSource(
    CapacityLedger ledger, SlotLosses losses, SlotClock clock, SchedulerMetrics metrics, IOptions<SlotOptions> options, TimeProvider time) : ISlotSource
{
    public ChannelReader<SlotLoss> Losses => losses.Reader;

    public Task<Slot> TakeAsync(int memoryMiB, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memoryMiB);
        var now = time.GetUtcNow();
        lock (ledger.Gate)
        {
            if (ledger.Takers.Count == 0 && ledger.EmptySlot(memoryMiB) is { } slot)
            {
                ledger.Slots.Move(slot, SlotEvent.Taken, now);
                metrics.SlotWait(TimeSpan.Zero);
                return Task.FromResult(slot.Slot);
            }
        }
        return WaitAsync(new Taker(memoryMiB, now), ct);
    }

    public ValueTask ReturnAsync(Slot slot, CancellationToken ct)
    {
        lock (ledger.Gate)
        {
            if (ledger.Slots.TryGet(slot.Id, out var entry) && entry.State == SlotState.Taken)
            {
                var now = time.GetUtcNow();
                ledger.Slots.Move(entry, SlotEvent.Returned, now);
                if (options.Value.TaskPerContainer || ledger.IsOutdated(entry))
                {
                    clock.End(entry, "its container is gone and it takes no other", now);
                }
            }
        }
        ledger.Changed.Set();
        return ValueTask.CompletedTask;
    }

    public CapacityStatus? Describe()
    {
        lock (ledger.Gate)
        {
            return ledger.Epoch is null ? null : CapacityReport.Of(ledger);
        }
    }

    private async Task<Slot> WaitAsync(Taker taker, CancellationToken ct)
    {
        LinkedListNode<Taker> place;
        lock (ledger.Gate)
        {
            place = ledger.Takers.Add(taker);
        }
        ledger.Changed.Set();
        using var leaving = ct.Register(() => Leave(place, ct));
        return await taker.Slot;
    }

    private void Leave(LinkedListNode<Taker> place, CancellationToken ct)
    {
        place.Value.Leave(ct);
        lock (ledger.Gate)
        {
            ledger.Takers.Remove(place);
        }
        ledger.Changed.Set();
    }
}
