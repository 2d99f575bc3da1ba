namespace Faas.Mesos.Scheduler;

/// <summary>Few agents, each as full as can be, so that whole agents go back to the cluster; where our executor runs first.</summary>
internal sealed class BinpackPlacement : IPlacementPolicy
{
    public string Name => "binpack";

    public IEnumerable<AgentRoom> Order(RoomSearch rooms, Amount slot) =>
        rooms.Ascending(ExecutorReadiness.Running, slot.MemoryMiB)
            .Concat(rooms.Ascending(ExecutorReadiness.Starting, slot.MemoryMiB))
            .Concat(rooms.Ascending(ExecutorReadiness.None, slot.MemoryMiB));
}
