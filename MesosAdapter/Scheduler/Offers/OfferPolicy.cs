namespace Faas.Mesos.Scheduler;

/// <summary>Which held offers go back.</summary>
internal static class OfferPolicy
{
    /// <param name="offers">All that are held.</param>
    /// <param name="hosts">Agents on which our executor is; their offers are the last to go.</param>
    /// <param name="headroomMiB">How much is worth holding.</param>
    /// <param name="demand">Whether somebody waits for more than is held; fragments may add up to it, so nothing goes back then.</param>
    /// <param name="now">The time.</param>
    public static OfferVerdict Judge(
        IReadOnlyCollection<HeldOffer> offers, IReadOnlySet<string> hosts, int headroomMiB, bool demand, DateTimeOffset now)
    {
        var surplus = new List<HeldOffer>();
        var renew = new List<HeldOffer>();
        var nextAt = DateTimeOffset.MaxValue;
        var kept = 0m;
        foreach (var offer in offers.OrderByDescending(offer => hosts.Contains(offer.AgentId)).ThenBy(offer => offer.Room.MemoryMiB))
        {
            var wanted = demand || kept < headroomMiB;
            var endsAt = wanted || offer.RenewAt < offer.HoldUntil ? offer.RenewAt : offer.HoldUntil;
            if (endsAt > now)
            {
                kept += offer.Room.MemoryMiB;
                nextAt = nextAt < endsAt ? nextAt : endsAt;
                continue;
            }
            (wanted ? renew : surplus).Add(offer);
        }
        return new OfferVerdict(surplus, renew, nextAt);
    }
}

/// <param name="Surplus">Not needed: decline with a long filter.</param>
/// <param name="Renew">Needed, but held long enough: decline without a filter.</param>
/// <param name="NextAt">When to judge again.</param>
internal sealed record OfferVerdict(IReadOnlyList<HeldOffer> Surplus, IReadOnlyList<HeldOffer> Renew, DateTimeOffset NextAt);
