using System.Globalization;
using System.Text;
using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>A claim as the store holds it: id, attempt, moment and session to function and item.</summary>
internal static class StoredClaim
{
    public static Claim Read(HashEntry entry)
    {
        byte[] key = entry.Name!, value = entry.Value!;
        const int momentAt = InvocationId.Size + 1;
        var moment = key.AsSpan(momentAt..^QueueItem.PartyLength);
        var newline = Array.IndexOf(value, (byte)'\n');
        return new(
            FunctionId.Parse(Encoding.UTF8.GetString(value.AsSpan(0, newline))), new(value.AsMemory(newline + 1)),
            Encoding.ASCII.GetString(key.AsSpan(key.Length - QueueItem.PartyLength)), moment.IsEmpty ? 0 : long.Parse(moment, CultureInfo.InvariantCulture), null);
    }

    /// <summary>The claim on an invocation, or <see langword="null"/>. Looks through all claims of a shard: for rare occasions.</summary>
    public static async Task<Claim?> FindAsync(IDatabase db, InvocationId id)
    {
        await foreach (var entry in db.HashScanAsync(Keys.Claims(id.Shard), Pattern(id), pageSize: 1_000)) return Read(entry);
        return null;
    }

    /// <summary>Claims begin with the id's bytes, some of which mean something in a pattern.</summary>
    private static byte[] Pattern(InvocationId id) =>
        [.. id.ToBytes().SelectMany(b => "*?[]\\^-".Contains((char)b, StringComparison.Ordinal) ? new[] { (byte)'\\', b } : [b]), (byte)'*'];
}
