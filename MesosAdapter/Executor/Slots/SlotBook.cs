using System.Security.Cryptography;
using System.Text;
using Faas.Contracts;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Slots;

/// <summary>The slots this executor was given, and the cluster's token that came with them.</summary>
internal sealed class SlotBook(IOptions<ExecutorOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _memory = [];
    private volatile byte[]? _header = Header(options.Value.StandaloneToken);
    private string? _token = options.Value.StandaloneToken;

    /// <summary>The cluster's token; <see langword="null"/> before the first slot.</summary>
    public string? Token
    {
        get { lock (_lock) return _token; }
    }

    /// <summary>Whether it has no slot now.</summary>
    public bool IsEmpty
    {
        get { lock (_lock) return _memory.Count == 0; }
    }

    public void Grant(string slot, SlotGrant grant)
    {
        lock (_lock)
        {
            _memory[slot] = grant.MemoryMiB;
            _token = grant.Token;
            _header = Header(grant.Token);
        }
    }

    /// <returns>Whether there was such a slot.</returns>
    public bool End(string slot)
    {
        lock (_lock) return _memory.Remove(slot);
    }

    /// <summary>The slot's memory in MiB; <see langword="null"/> when this executor does not have it.</summary>
    public int? MemoryOf(string slot)
    {
        lock (_lock)
            return _memory.TryGetValue(slot, out var memory) ? memory : options.Value.StandaloneToken is null ? null : int.MaxValue;
    }

    /// <summary>Whether an <c>Authorization</c> header shows the token. Takes as long for a good guess as for a bad one.</summary>
    public bool Admits(string? authorization)
    {
        if (_header is not { } expected || authorization is not { Length: > 0 and <= 512 }) return false;
        Span<byte> shown = stackalloc byte[Encoding.UTF8.GetMaxByteCount(authorization.Length)];
        return CryptographicOperations.FixedTimeEquals(shown[..Encoding.UTF8.GetBytes(authorization, shown)], expected);
    }

    private static byte[]? Header(string? token) => token is null ? null : Encoding.UTF8.GetBytes($"Bearer {token}");
}
