using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>The ledger as <c>/system</c> tells it.</summary>
internal static class CapacityReport
{
    public static CapacityStatus Of(CapacityLedger ledger) => new(
        ledger.Stream?.Master,
        ledger.FrameworkId,
        ledger.Stream is not null,
        ledger.Offers.All.Select(Of).ToList(),
        ledger.Slots.All.Select(Of).ToList(),
        KindMap.Merge(ledger.Executors.All.Select(executor => executor.Kinds)))
    {
        Images = [.. ledger.Executors.All.Where(executor => executor.Images.Count > 0).Select(executor => new AgentImages(executor.AgentId, executor.Images))],
    };

    private static OfferStatus Of(HeldOffer offer) =>
        new(offer.Id, offer.AgentId, offer.Hostname, (double)offer.Room.Cpus, (double)offer.Room.MemoryMiB, offer.Since);

    private static SlotStatus Of(SlotEntry slot) => new(slot.Slot.Id, slot.Slot.AgentId, Word(slot.State), slot.Slot.MemoryMiB, slot.Since);

    private static string Word(SlotState state) => state switch
    {
        SlotState.Empty => "empty",
        SlotState.Taken => "taken",
        SlotState.Ending or SlotState.Unreachable => "ending",
        _ => "starting",
    };
}
