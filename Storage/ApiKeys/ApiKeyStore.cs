using System.Security.Cryptography;
using System.Text;
using Faas.Storage.Connection;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>API keys. A secret is 256 random bits, so its plain SHA-256 is what is kept; it is shown once, when it is made.</summary>
public sealed class ApiKeyStore(RedisStore redis)
{
    /// <summary>Makes a key for a namespace.</summary>
    /// <param name="note">What it is for, for the people who list keys.</param>
    public async Task<NewApiKey> CreateAsync(string ns, string note, DateTimeOffset now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var key = new NewApiKey(new(Guid.CreateVersion7(now).ToString("N"), ns, note, now), RandomNumberGenerator.GetHexString(64, lowercase: true));
        await redis.RunAsync(db => Task.WhenAll(
            db.HashSetAsync(Keys.ApiKey(key.Key.Id),
            [
                new("hash", Hash(key.Secret)), new("namespace", ns), new("note", note), new("created", now.ToUnixTimeMilliseconds()),
            ]),
            db.SetAddAsync(Keys.ApiKeys, key.Key.Id)));
        return key;
    }

    /// <summary>The key with this id, if the secret is its own.</summary>
    public async Task<ApiKey?> FindAsync(string id, string secret, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var fields = await redis.RunAsync(db => db.HashGetAllAsync(Keys.ApiKey(id)));
        if (fields.Length == 0) return null;
        var values = fields.ToDictionary();
        return CryptographicOperations.FixedTimeEquals((byte[])values["hash"]!, Hash(secret)) ? Read(id, values) : null;
    }

    /// <summary>All keys, without their secrets.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var ids = await redis.RunAsync(db => db.SetMembersAsync(Keys.ApiKeys));
        var keys = await redis.RunAsync(db => Task.WhenAll(ids.Select(id => db.HashGetAllAsync(Keys.ApiKey(id!)))));
        return [.. ids.Zip(keys).Where(pair => pair.Second.Length > 0).Select(pair => Read(pair.First!, pair.Second.ToDictionary())).OrderBy(key => key.Id, StringComparer.Ordinal)];
    }

    /// <summary>Ends a key.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => db.SetRemoveAsync(Keys.ApiKeys, id));
        return await redis.RunAsync(db => db.KeyDeleteAsync(Keys.ApiKey(id)));
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static ApiKey Read(string id, Dictionary<RedisValue, RedisValue> values) =>
        new(id, values["namespace"]!, values["note"]!, DateTimeOffset.FromUnixTimeMilliseconds((long)values["created"]));
}
