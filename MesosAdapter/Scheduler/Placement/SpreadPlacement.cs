namespace Faas.Mesos.Scheduler;

/// <summary>The emptiest agent first, so that the loss of one takes little; where our executor runs first.</summary>
internal sealed class SpreadPlacement : IPlacementPolicy
{
    public string Name => "spread";

    public IEnumerable<AgentRoom> Order(RoomSearch rooms, Amount slot) =>
        rooms.Descending(ExecutorReadiness.Running, slot.MemoryMiB)
            .Concat(rooms.Descending(ExecutorReadiness.Starting, slot.MemoryMiB))
            .Concat(rooms.Descending(ExecutorReadiness.None, slot.MemoryMiB));
}
