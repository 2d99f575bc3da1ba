using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Somebody who waits for a slot.</summary>
internal sealed class Taker(int memoryMiB, DateTimeOffset since)
{
    private readonly TaskCompletionSource<Slot> _slot = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int MemoryMiB { get; } = memoryMiB;

    public DateTimeOffset Since { get; } = since;

    public Task<Slot> Slot => _slot.Task;

    /// <returns>False when it has gone: the slot stays empty.</returns>
    public bool TryHand(Slot slot) => _slot.TrySetResult(slot);

    public void Leave(CancellationToken ct) => _slot.TrySetCanceled(ct);
}
