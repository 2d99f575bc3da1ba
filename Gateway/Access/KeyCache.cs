using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Access;

/// <summary>Keys found good lately, so that an invocation need not ask the store. Bad ones are asked for every time.</summary>
internal sealed class KeyCache(ApiKeyStore keys, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const int Capacity = 10_000;

    // By hash of the header: secrets do not lie about in memory. 128 bits of a SHA-256 do not collide.
    private readonly ConcurrentDictionary<UInt128, (Caller Caller, long Until)> _callers = new();

    /// <summary>Whose header this is, when it was found good lately.</summary>
    public Caller? Recall(string header) =>
        _callers.TryGetValue(Hash(header), out var entry) && entry.Until > time.GetTimestamp() ? entry.Caller : null;

    /// <summary>Whose header this is, by the store.</summary>
    public async Task<Caller?> FindAsync(string header, CancellationToken ct)
    {
        if (Credentials.Parse(header) is not { } credentials || await keys.FindAsync(credentials.Id, credentials.Secret, ct) is not { } key) return null;
        var caller = new Caller(key.Namespace, key.Namespace == options.Value.OperatorNamespace);
        if (_callers.Count >= Capacity) _callers.Clear();
        _callers[Hash(header)] = (caller, time.GetTimestamp() + (long)(options.Value.KeyLifetime.TotalSeconds * time.TimestampFrequency));
        return caller;
    }

    /// <summary>Asks the store again for every key: one was revoked.</summary>
    public void Forget() => _callers.Clear();

    private static UInt128 Hash(string header)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(header.AsSpan()), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
