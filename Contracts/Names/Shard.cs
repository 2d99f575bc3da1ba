namespace Faas.Contracts;

/// <summary>One of the 1,024 parts the functions are divided into: the unit of ownership, and the hash tag of every key of its functions.</summary>
public readonly record struct Shard
{
    /// <summary>How many shards there are. Part of every stored id: it never changes.</summary>
    public const int Count = 1024;

    private const ulong Basis = 14695981039346656037UL;

    private Shard(int value) => Value = value;

    /// <summary>0 to 1023.</summary>
    public int Value { get; }

    /// <summary>The shard with this number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 1023.</exception>
    public static Shard FromValue(int value) =>
        value is >= 0 and < Count ? new(value) : throw new ArgumentOutOfRangeException(nameof(value), value, "A shard is 0 to 1023.");

    /// <summary>The shard of a function, from the text of its id (FNV-1a, 64 bits, folded), which is not put together for it.</summary>
    internal static Shard Of(string ns, string name)
    {
        var hash = Hash(Hash(Hash(Basis, ns), "/"), name);
        return new((int)((hash ^ (hash >> 32)) % Count));
    }

    private static ulong Hash(ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ (byte)c) * 1099511628211UL;
            hash = (hash ^ (byte)(c >> 8)) * 1099511628211UL;
        }
        return hash;
    }

    /// <summary><c>s0000</c> to <c>s1023</c>, as it stands in keys.</summary>
    public override string ToString() => $"s{Value:D4}";
}
