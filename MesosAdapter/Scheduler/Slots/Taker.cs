using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Somebody who waits for a slot.</summary>
internal sealed class Taker(SlotWish wish, SlotOwner owner, DateTimeOffset since)
{
    private readonly TaskCompletionSource<Slot> _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlotWish Wish { get; } = wish;

    public SlotOwner Owner { get; } = owner;

    public DateTimeOffset Since { get; } = since;

    public Task<Slot> Slot => _slot.Task;

    /// <summary>How many launches of its image have failed while it waited.</summary>
    public int Failures { get; set; }

    /// <returns>False when it has gone: the slot stays empty.</returns>
    public bool TryHand(Slot slot) => _slot.TrySetResult(slot);

    public void Leave(CancellationToken ct) => _slot.TrySetCanceled(ct);

    /// <summary>There is no slot for it, and there will be none.</summary>
    public void Refuse(string reason) => _slot.TrySetException(new SlotRefusedException(reason));

    /// <summary>Another leads: it is to ask there.</summary>
    public void Dismiss() => _slot.TrySetException(new NotLeadingException("This invoker leads the framework no longer."));
}
