namespace Faas.Mesos.Scheduler;

/// <summary>In which order rooms are tried; chosen by name.</summary>
internal interface IPlacementPolicy
{
    /// <summary>What <c>Mesos:Placement</c> calls it.</summary>
    string Name { get; }

    /// <returns>Rooms with enough memory left for the slot, the best first; whether it fits otherwise is not this one's question.</returns>
    IEnumerable<AgentRoom> Order(RoomSearch rooms, Amount slot);
}
