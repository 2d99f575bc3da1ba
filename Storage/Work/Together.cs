using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What belongs together among what travels together.</summary>
internal static class Together
{
    /// <returns>The places of those with the same key, in their order; keys in the order they first come.</returns>
    public static List<List<int>> Group<TItem, TKey>(IReadOnlyList<TItem> items, Func<TItem, TKey> keyOf)
        where TKey : notnull
    {
        if (items.Count == 1) return [[0]];
        var (groups, known) = (new List<List<int>>(items.Count), new Dictionary<TKey, List<int>>(items.Count));
        for (var place = 0; place < items.Count; place++)
        {
            var key = keyOf(items[place]);
            if (!known.TryGetValue(key, out var group)) groups.Add(known[key] = group = new(1));
            group.Add(place);
        }
        return groups;
    }
}

/// <summary>Whose calls may travel together: one shard's in a Redis Cluster, where a script touches one slot; everybody's otherwise; one function's where they take long.</summary>
internal readonly record struct Neighbourhood(Shard? Shard, FunctionId? Function)
{
    /// <summary>Largest item, in bytes, for which others' may wait: in a call, and behind the message of a claim.</summary>
    public const int Light = 16 << 10;
}

/// <summary>What ends as one: attempts of one function by one session, for the same owner that asks for more or does not, or for none.</summary>
internal readonly record struct EndsOf(FunctionId Function, string Session, string? Owner, bool Asks);
