namespace Faas.Mesos.Scheduler;

/// <summary>Which offers go back of those that have been held for their time.</summary>
internal static class OfferPolicy
{
    /// <param name="due">Offers that have been held for their time.</param>
    /// <param name="isHost">Whether our executor is on an offer's agent; such offers are the last to go.</param>
    /// <param name="heldMiB">How much is held, these included.</param>
    /// <param name="headroomMiB">How much is worth holding.</param>
    /// <param name="demand">Whether somebody waits for more than is held; fragments may add up to it, so nothing is surplus then.</param>
    /// <param name="now">The time.</param>
    public static OfferVerdict Judge(
        IEnumerable<HeldOffer> due, Func<HeldOffer, bool> isHost, decimal heldMiB, decimal headroomMiB, bool demand, DateTimeOffset now)
    {
        var verdict = new OfferVerdict([], [], []);
        var spare = heldMiB - headroomMiB;
        foreach (var offer in due.OrderBy(isHost).ThenByDescending(offer => offer.Room.MemoryMiB))
        {
            if (!demand && spare >= offer.Room.MemoryMiB)
            {
                spare -= offer.Room.MemoryMiB;
                verdict.Surplus.Add(offer);
            }
            else
            {
                (offer.RenewAt <= now ? verdict.Renew : verdict.Keep).Add(offer);
            }
        }
        return verdict;
    }

    /// <summary>An offer is the whole of what an agent has left, and a few of them a large part of a small cluster: beside others no more than a share of it is held, headroom or not.</summary>
    /// <param name="pool">What is held.</param>
    /// <param name="isHost">Whether our executor is on an offer's agent; such offers are the last to go.</param>
    /// <param name="shareMiB">How much may be held.</param>
    /// <returns>What is to go back.</returns>
    public static List<HeldOffer> OverShare(OfferPool pool, Func<HeldOffer, bool> isHost, decimal shareMiB)
    {
        var over = new List<HeldOffer>();
        var heldMiB = pool.MemoryMiB;
        foreach (var offer in heldMiB > shareMiB ? pool.All.OrderBy(isHost).ThenByDescending(offer => offer.Room.MemoryMiB).ToList() : [])
        {
            if (heldMiB <= shareMiB)
            {
                break;
            }
            over.Add(offer);
            heldMiB -= offer.Room.MemoryMiB;
        }
        return over;
    }
}

/// <param name="Surplus">Not needed: decline with a long filter.</param>
/// <param name="Renew">Needed, but held long enough: decline without a filter.</param>
/// <param name="Keep">Needed.</param>
internal sealed record OfferVerdict(List<HeldOffer> Surplus, List<HeldOffer> Renew, List<HeldOffer> Keep);
