using Faas.Contracts;

namespace Faas.Invoker.Ownership;

/// <summary>What to do about shards.</summary>
internal readonly record struct OwnershipMoves(IReadOnlyList<Shard> Take, IReadOnlyList<Shard> HandOver);

/// <summary>Which shards to ask for and which to hand over.</summary>
internal static class OwnershipPolicy
{
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
