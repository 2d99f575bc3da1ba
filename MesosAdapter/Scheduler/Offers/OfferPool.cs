namespace Faas.Mesos.Scheduler;

/// <summary>The offers held now. Guarded by the ledger's gate.</summary>
internal sealed class OfferPool(SchedulerMetrics metrics)
{
    // A rescind that overtakes its offer would otherwise leave a dead offer in the pool, which spoils a whole ACCEPT.
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, HeldOffer> _offers = [];
    private readonly Dictionary<string, DateTimeOffset> _tombstones = [];

    public IReadOnlyCollection<HeldOffer> All => _offers.Values;

    public decimal MemoryMiB => _offers.Values.Sum(offer => offer.Room.MemoryMiB);

    public void Add(HeldOffer offer)
    {
        if (!_tombstones.Remove(offer.Id) && _offers.TryAdd(offer.Id, offer))
        {
            metrics.OffersHeld(1);
        }
    }

    /// <returns>Whether it was held.</returns>
    public bool Rescind(string offerId, DateTimeOffset now)
    {
        metrics.OfferRescinded();
        if (Remove(offerId))
        {
            return true;
        }
        foreach (var old in _tombstones.Where(tombstone => tombstone.Value <= now).Select(tombstone => tombstone.Key).ToList())
        {
            _tombstones.Remove(old);
        }
        _tombstones[offerId] = now + TombstoneLife;
        return false;
    }

    public bool Remove(string offerId)
    {
        if (!_offers.Remove(offerId))
        {
            return false;
        }
        metrics.OffersHeld(-1);
        return true;
    }

    public void RemoveAgent(string agentId)
    {
        foreach (var offer in _offers.Values.Where(offer => offer.AgentId == agentId).ToList())
        {
            Remove(offer.Id);
        }
    }

    /// <summary>Offers live as long as their subscription.</summary>
    public void Clear()
    {
        metrics.OffersHeld(-_offers.Count);
        _offers.Clear();
        _tombstones.Clear();
    }
}
