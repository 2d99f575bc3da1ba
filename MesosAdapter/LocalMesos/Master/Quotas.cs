namespace Faas.Mesos.Local.Master;

/// <summary>
/// What roles may use at most. Reservations count as used, allocated or not; offers count while they are out. Kept by the registry, so
/// that the next leader knows them. Callers hold the gate.
/// </summary>
internal sealed class Quotas(MasterState state, OfferBook offers)
{
    private Dictionary<string, IReadOnlyDictionary<string, long>> Limits => state.Cluster.QuotaLimits;

    /// <summary>What of each limit is left to be offered, in thousandths.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, long>> Left() => Limits.ToDictionary(
        quota => quota.Key, IReadOnlyDictionary<string, long> (quota) => quota.Value.ToDictionary(l => l.Key, l => l.Value - HeldAndReserved(quota.Key, l.Key)));

    /// <summary>Whether a role uses more than this already; what it is offered is not counted.</summary>
    public bool IsBeyond(string role, IReadOnlyDictionary<string, long> limits) =>
        limits.Any(l => HeldAndReserved(role, l.Key) - OffersOf(role).Sum(o => o.Resources.Milli(l.Key)) > l.Value);

    /// <summary>Sets a role's limits; none removes them. Offers beyond them are taken back.</summary>
    public void Set(string role, IReadOnlyDictionary<string, long> limits)
    {
        Limits.Remove(role);
        if (limits.Count == 0)
        {
            return;
        }
        Limits[role] = limits;
        foreach (var offer in OffersOf(role).ToList())
        {
            if (limits.All(l => HeldAndReserved(role, l.Key) <= l.Value))
            {
                break;
            }
            offers.Rescind(offer);
        }
    }

    private IEnumerable<OutstandingOffer> OffersOf(string role) => offers.All.Where(o => o.Role == role);

    private long HeldAndReserved(string role, string name) =>
        state.Frameworks.Values.Sum(f => f.Held(role).Milli(name))
        + state.Agents.Values.Where(a => a.IsRegistered).Sum(a => a.Free.Quantities.Where(q => q.Name == name && q.Reservation?.Role == role).Sum(q => q.Milli));
}
