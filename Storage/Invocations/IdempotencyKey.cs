using System.Security.Cryptography;
using System.Text;

namespace Faas.Storage;

/// <summary>A caller's word for one request: sent again, it means the same invocation, not another.</summary>
/// <param name="Name">The key, hashed: callers choose its length.</param>
/// <param name="Digest">What it stands for.</param>
public sealed record IdempotencyKey(string Name, byte[] Digest)
{
    /// <summary>The key of a request with this body.</summary>
    public static IdempotencyKey Of(string key, ReadOnlySpan<byte> body) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)), SHA256.HashData(body));
}
