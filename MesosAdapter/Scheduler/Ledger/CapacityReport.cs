using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>The ledger as <c>/system</c> tells it. Written often, so it lists a part of what is too much.</summary>
internal static class CapacityReport
{
    private const int Most = 500;

    /// <param name="kinds">What can be run where no executor tells.</param>
    public static CapacityStatus Of(CapacityLedger ledger, string cluster, IReadOnlyList<KindStatus>? kinds)
    {
        var containers = ledger.Slots.All.Where(slot => slot.IsContainer).CountBy(slot => slot.Slot.AgentId).ToDictionary();
        var agents = ledger.Agents.All.Where(agent =>
            agent.Rooms.Exists(room => room.Offers.Count > 0) || ledger.Executors.On(agent.Id).Count > 0 || containers.ContainsKey(agent.Id)).ToList();
        return new CapacityStatus(
            ledger.Stream?.Master,
            ledger.FrameworkId,
            ledger.Stream is not null,
            ledger.Offers.All.Take(Most).Select(Of).ToList(),
            ledger.Slots.All.Take(Most).Select(Of).ToList(),
            kinds ?? KindMap.Merge(ledger.Executors.All.Take(Most).Select(executor => executor.Kinds)))
        {
            Cluster = cluster,
            Epoch = ledger.Lead?.Epoch ?? 0,
            Agents = agents.Take(Most).Select(agent => Of(agent, ledger, containers.GetValueOrDefault(agent.Id))).ToList(),
            Totals = Totals(ledger, agents.Count),
            Images = [.. ledger.Executors.All.Where(executor => executor.Images.Count > 0).Take(Most).Select(executor => new AgentImages(executor.AgentId, executor.Images))],
        };
    }

    private static CapacityTotals Totals(CapacityLedger ledger, int agents)
    {
        var (taken, empty) = (ledger.Slots.Count(SlotState.Taken), ledger.Slots.Count(SlotState.Empty));
        return new CapacityTotals(
            ledger.Offers.All.Count, (double)ledger.Offers.MemoryMiB, agents, taken, empty, ledger.Slots.All.Count - taken - empty, ledger.Takers.Count);
    }

    private static AgentStatus Of(Agent agent, CapacityLedger ledger, int containers)
    {
        var executors = ledger.Executors.On(agent.Id);
        return new AgentStatus(
            agent.Id,
            agent.Hostname,
            agent.Zone,
            executors.Count > 0 ? executors[^1].Address : null,
            containers + executors.Sum(executor => ledger.Slots.On(executor.Id).Count),
            (double)agent.Rooms.SelectMany(room => room.Offers).Sum(offer => offer.Room.MemoryMiB),
            agent.IsLeaving,
            agent.AvoidedUntil > DateTimeOffset.MinValue ? agent.AvoidedUntil : null);
    }

    private static OfferStatus Of(HeldOffer offer) =>
        new(offer.Id, offer.AgentId, offer.Hostname, (double)offer.Room.Cpus, (double)offer.Room.MemoryMiB, offer.Since) { Role = offer.Role };

    private static SlotStatus Of(SlotEntry slot) => new(slot.Slot.Id, slot.Slot.AgentId, Word(slot.State), slot.Slot.MemoryMiB, slot.Since) { Invoker = slot.Owner?.Session ?? slot.Orphan?.Owner };

    private static string Word(SlotState state) => state switch
    {
        SlotState.Empty => "empty",
        SlotState.Taken => "taken",
        SlotState.Orphaned => "orphaned",
        SlotState.Ending or SlotState.Unreachable => "ending",
        _ => "starting",
    };
}
