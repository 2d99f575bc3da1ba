namespace Faas.Mesos.Scheduler;

/// <summary>Chooses among the offers of one agent and role; an ACCEPT consumes each of its offers whole.</summary>
internal static class OfferChoice
{
    /// <returns>Offers that cover <paramref name="need"/> together, with little left over.</returns>
    /// <exception cref="InvalidOperationException">All of them together do not: a bug in the caller.</exception>
    public static IReadOnlyList<HeldOffer> Smallest(IReadOnlyList<HeldOffer> offers, Amount need, bool port)
    {
        // What is reserved for us nobody else could use: it comes first.
        var ascending = offers.OrderByDescending(offer => offer.IsReserved).ThenBy(offer => offer.Room.MemoryMiB).ToList();
        if (ascending.FirstOrDefault(offer => offer.Room.Covers(need) && (offer.HasPort || !port)) is { } single)
        {
            return [single];
        }
        var chosen = new List<HeldOffer>(ascending);
        if (!Covers(chosen, need, port))
        {
            throw new InvalidOperationException("The offers do not cover what was placed in them.");
        }
        // Drop what the rest can do without, the largest first: small offers are the ones worth using up.
        foreach (var offer in Enumerable.Reverse(ascending))
        {
            chosen.Remove(offer);
            if (!Covers(chosen, need, port))
            {
                chosen.Add(offer);
            }
        }
        return chosen;
    }

    private static bool Covers(List<HeldOffer> offers, Amount need, bool port) =>
        Amount.Sum(offers.Select(offer => offer.Room)).Covers(need) && (!port || offers.Any(offer => offer.HasPort));
}
