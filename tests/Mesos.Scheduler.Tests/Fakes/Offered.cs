namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What is offered of some agents.</summary>
internal sealed class Offered
{
    public AgentTable Agents { get; } = new();

    public RoomIndex Rooms => Agents.Rooms;

    public void Has(string agent, ExecutorReadiness executor, params HeldOffer[] offers)
    {
        var room = new AgentRoom(Agents.Get(agent), "faas", new Amount(0.1m, 64)) { Executor = executor };
        room.Agent.Rooms.Add(room);
        Rooms.Change(room, () => room.Offers.AddRange(offers));
    }
}
