using Faas.Contracts;

namespace Faas.Invoker.Ownership;

/// <summary>Who should own a shard: every invoker computes the same answer from the same list, and a change of the list moves few shards (Thaler and Ravishankar, 1998).</summary>
internal static class RendezvousHash
{
    /// <returns>The session with the highest weight for the shard, or <see langword="null"/> of none.</returns>
    public static string? Owner(Shard shard, IEnumerable<string> sessions) => sessions.MaxBy(session => Weight(shard, session));

    private static ulong Weight(Shard shard, string session)
    {
        var hash = 14695981039346656037UL ^ (ulong)shard.Value;
        foreach (var c in session) hash = (hash ^ c) * 1099511628211UL;
        // FNV alone leaves the high bits of short inputs alike; this is splitmix64's finish.
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
