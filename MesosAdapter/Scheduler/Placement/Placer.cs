namespace Faas.Mesos.Scheduler;

/// <summary>Chooses agents and offers for a batch of slots: where our executor runs first, and fewest agents (bin packing).</summary>
internal static class Placer
{
    /// <summary>More tasks in one ACCEPT hold up the master without making any of them cheaper.</summary>
    public const int MaxSlotsPerAccept = 64;

    /// <param name="wanted">In the order they have waited; what does not fit is left out, what waits behind it is not.</param>
    /// <param name="rooms">At most one per agent and role.</param>
    /// <param name="executor">What an executor itself needs where there is none yet.</param>
    public static IReadOnlyList<Placement> Place(IReadOnlyList<WantedSlot> wanted, IReadOnlyList<AgentRoom> rooms, Amount executor)
    {
        if (wanted.Count == 0 || rooms.Count == 0)
        {
            return [];
        }
        var bins = rooms.Select(room => new Bin(room, executor)).Where(bin => bin.IsUsable).ToList();
        foreach (var slot in wanted)
        {
            bins.Where(bin => bin.Fits(slot)).OrderByDescending(bin => bin.Readiness).ThenBy(bin => bin.Left.MemoryMiB).FirstOrDefault()?.Add(slot);
        }
        return bins.Where(bin => bin.Slots.Count > 0).Select(bin => bin.Close()).ToList();
    }

    private sealed class Bin
    {
        private readonly AgentRoom _room;
        private readonly Amount _total;
        private readonly bool _needsPort;

        public Bin(AgentRoom room, Amount executor)
        {
            _room = room;
            _needsPort = room.Executor == ExecutorReadiness.None;
            _total = Amount.Sum(room.Offers.Select(offer => offer.Room));
            Left = _needsPort ? _total - executor : _total;
        }

        public Amount Left { get; private set; }

        public List<WantedSlot> Slots { get; } = [];

        public bool IsUsable => !_needsPort || _room.Offers.Any(offer => offer.HasPort);

        // An executor that this batch starts is as good as one that is starting.
        public ExecutorReadiness Readiness => Slots.Count > 0 && _needsPort ? ExecutorReadiness.Starting : _room.Executor;

        public bool Fits(WantedSlot slot) => Slots.Count < MaxSlotsPerAccept && Left.Covers(slot.Amount);

        public void Add(WantedSlot slot)
        {
            Slots.Add(slot);
            Left -= slot.Amount;
        }

        public Placement Close() => new(_room, OfferChoice.Smallest(_room.Offers, _total - Left, _needsPort), Slots);
    }
}
