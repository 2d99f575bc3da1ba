using Faas.Contracts;

namespace Faas.Invoker.Ownership;

/// <summary>What to do about shards.</summary>
internal readonly record struct OwnershipMoves(IReadOnlyList<Shard> Take, IReadOnlyList<Shard> HandOver);

/// <summary>Which shards to ask for and which to hand over.</summary>
internal static class OwnershipPolicy
{
    /// <summary>
    /// How long at most the functions of an invoker that died just after it had renewed all it holds are without another: its session and its leases end side
    /// by side, and whoever is to have them looks once more. Not while the store was away, nor beyond what a turn takes.
    /// </summary>
    public static TimeSpan MovesWithin(InvokerOptions options) =>
        (options.SessionLifetime > options.LeaseLifetime ? options.SessionLifetime : options.LeaseLifetime) + ShardOwner.Look;

    /// <param name="session">Who decides.</param>
    /// <param name="takers">Sessions of the invokers that take shards: living, not draining.</param>
    /// <param name="shards">Shards that hold functions.</param>
    /// <param name="held">Shards this invoker holds.</param>
    public static OwnershipMoves Decide(string session, IReadOnlyCollection<string> takers, IReadOnlyCollection<Shard> shards, IReadOnlySet<Shard> held)
    {
        var mine = shards.Where(shard => RendezvousHash.Owner(shard, takers) == session).ToHashSet();
        return new([.. mine.Where(shard => !held.Contains(shard))], [.. held.Where(shard => takers.Count > 0 && !mine.Contains(shard))]);
    }
}
