namespace Faas.Mesos.Scheduler;

/// <summary>The offers held now, and what they add up to by agent and role. Guarded by the ledger's gate.</summary>
internal sealed class OfferPool(SchedulerMetrics metrics, AgentTable agents, ExecutorTable executors, Amount executor)
{
    private readonly Dictionary<string, HeldOffer> _offers = [];
    private readonly PriorityQueue<HeldOffer, DateTimeOffset> _due = new();
    private readonly Tombstones _rescinded = new();

    public IReadOnlyCollection<HeldOffer> All => _offers.Values;

    public decimal MemoryMiB { get; private set; }

    public void Add(HeldOffer offer)
    {
        if (_rescinded.Remove(offer.Id) || !_offers.TryAdd(offer.Id, offer))
        {
            return;
        }
        var room = RoomOf(offer.AgentId, offer.Role);
        agents.Rooms.Change(room, () => room.Offers.Add(offer));
        MemoryMiB += offer.Room.MemoryMiB;
        HoldOn(offer, offer.HoldUntil);
        metrics.OffersHeld(1);
    }

    /// <returns>The offer, if it was held.</returns>
    public HeldOffer? Rescind(string offerId, DateTimeOffset now)
    {
        metrics.OfferRescinded();
        if (_offers.TryGetValue(offerId, out var offer))
        {
            Remove(offerId);
            return offer;
        }
        _rescinded.Add(offerId, now);
        return null;
    }

    public void Remove(string offerId)
    {
        if (_offers.Remove(offerId, out var offer))
        {
            var room = RoomOf(offer.AgentId, offer.Role);
            agents.Rooms.Change(room, () => room.Offers.Remove(offer));
            MemoryMiB -= offer.Room.MemoryMiB;
            metrics.OffersHeld(-1);
        }
    }

    /// <returns>How many were held.</returns>
    public int RemoveAgent(string agentId)
    {
        var gone = agents.Get(agentId).Rooms.SelectMany(room => room.Offers).ToList();
        foreach (var offer in gone)
        {
            Remove(offer.Id);
        }
        return gone.Count;
    }

    /// <summary>The executor for a role on an agent has come, come up, or gone.</summary>
    public void Refresh(string agentId, string role)
    {
        if (agents.Get(agentId).Rooms.Find(room => room.Role == role) is { } room)
        {
            agents.Rooms.Change(room, () => room.Executor = executors.ReadinessOf(agentId, role));
        }
    }

    /// <summary>Offers that have been held for their time; whoever keeps one says for how much longer.</summary>
    public IReadOnlyList<HeldOffer> TakeDue(DateTimeOffset now)
    {
        var due = new List<HeldOffer>();
        while (NextDue <= now)
        {
            due.Add(_due.Dequeue());
        }
        return due;
    }

    public void HoldOn(HeldOffer offer, DateTimeOffset until) => _due.Enqueue(offer, until < offer.RenewAt ? until : offer.RenewAt);

    /// <summary>When the next has been held for its time.</summary>
    public DateTimeOffset NextDue
    {
        get
        {
            while (_due.TryPeek(out var offer, out var at))
            {
                if (_offers.ContainsKey(offer.Id))
                {
                    return at;
                }
                _due.Dequeue();
            }
            return DateTimeOffset.MaxValue;
        }
    }

    /// <summary>Offers live as long as their subscription.</summary>
    public void Clear()
    {
        foreach (var id in _offers.Keys.ToList())
        {
            Remove(id);
        }
        _due.Clear();
        _rescinded.Clear();
    }

    private AgentRoom RoomOf(string agentId, string role)
    {
        var agent = agents.Get(agentId);
        if (agent.Rooms.Find(room => room.Role == role) is { } known)
        {
            return known;
        }
        var added = new AgentRoom(agent, role, executor) { Executor = executors.ReadinessOf(agentId, role) };
        agent.Rooms.Add(added);
        return added;
    }
}
