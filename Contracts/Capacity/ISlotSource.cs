using System.Threading.Channels;

namespace Faas.Contracts;

/// <summary>Where an invoker gets the slots it puts containers in, whoever leads.</summary>
public interface ISlotSource
{
    /// <summary>Slots that ended without <see cref="ReturnAsync"/>; each is told once.</summary>
    ChannelReader<SlotLoss> Losses { get; }

    /// <summary>Has something, now and again, while somebody, here or elsewhere, waits for a slot and nothing is left.</summary>
    ChannelReader<bool> Shortages { get; }

    /// <summary>Takes a running slot, empty or with a warm container of the revision that is wished; waits for one until <paramref name="ct"/> ends.</summary>
    /// <exception cref="OperationCanceledException">None came in time.</exception>
    Task<Slot> TakeAsync(SlotWish wish, CancellationToken ct);

    /// <summary>Gives a slot back: the container in it is gone. Unknown and lost slots are ignored.</summary>
    ValueTask ReturnAsync(Slot slot, CancellationToken ct);

    /// <summary>What <c>/system</c> tells; <see langword="null"/> where this process does not lead.</summary>
    CapacityStatus? Describe();
}
