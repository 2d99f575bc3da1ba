namespace Faas.Mesos.Scheduler;

/// <summary>What is offered to us of one agent for one role, and what a batch of placements has used of it. Changed through <see cref="RoomIndex"/> alone.</summary>
/// <param name="agent">The agent.</param>
/// <param name="role">The role.</param>
/// <param name="executor">What an executor itself needs, where there is none.</param>
internal sealed class AgentRoom(Agent agent, string role, Amount executor)
{
    public Agent Agent { get; } = agent;

    public string Role { get; } = role;

    public ExecutorReadiness Executor { get; set; }

    public List<HeldOffer> Offers { get; } = [];

    /// <summary>Slots that are to be launched here.</summary>
    public List<WantedSlot> Planned { get; } = [];

    /// <summary>What is left for slots; recalculated at every change.</summary>
    public Amount Left { get; private set; }

    public bool NeedsExecutor => Executor == ExecutorReadiness.None;

    // An executor that this batch starts is as good as one that is starting.
    public ExecutorReadiness Readiness => NeedsExecutor && Planned.Count > 0 ? ExecutorReadiness.Starting : Executor;

    /// <summary>Whether a slot could be here at all: without an executor, one must fit and find a port.</summary>
    public bool IsUsable => Left.MemoryMiB > 0 && (!NeedsExecutor || Offers.Exists(offer => offer.HasPort));

    /// <summary>What must be taken from the offers for what is planned.</summary>
    public Amount Need => Amount.Sum(Planned.Select(slot => slot.Amount)) + (NeedsExecutor ? executor : default);

    /// <summary>Where it stands in the index; set by it.</summary>
    public RoomKey? Key { get; set; }

    public void Recalculate() => Left = Amount.Sum(Offers.Select(offer => offer.Room)) - Need;
}
