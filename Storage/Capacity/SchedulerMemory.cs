using System.Security.Cryptography;
using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The framework's memory, on Redis.</summary>
internal sealed class SchedulerMemory(RedisStore redis) : ISchedulerMemory
{
    public async Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var owner = (string?)await redis.RunAsync(Script.TakeLease, [Keys.Leader(cluster), Keys.LeaderEpoch(cluster)], [session, (long)lease.TotalMilliseconds]);
        if (owner is null) return null;
        if (address is not null) await redis.RunAsync(db => db.StringSetAsync(Keys.LeaderAddress(cluster), $"{owner} {address}", lease));
        return long.Parse(owner.AsSpan(owner.LastIndexOf(':') + 1), null);
    }

    public async Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var found = await redis.RunAsync(db => db.StringGetAsync([Keys.Leader(cluster), Keys.LeaderAddress(cluster)]));
        if ((string?)found[0] is not { } owner) return null;
        // An address that an earlier leader left says nothing of this one.
        var address = (string?)found[1] is { } text && text.StartsWith(owner + ' ', StringComparison.Ordinal) ? new Uri(text[(owner.Length + 1)..]) : null;
        var end = owner.LastIndexOf(':');
        return new(owner[..end], address, long.Parse(owner.AsSpan(end + 1), null));
    }

    public async Task ResignAsync(string cluster, string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var owner = await redis.RunAsync(db => db.StringGetAsync(Keys.Leader(cluster)));
        if (owner.StartsWith(session + ':')) await redis.RunAsync(Script.DropLease, [Keys.Leader(cluster)], [owner]);
    }

    public async Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(db => db.StringGetAsync(Keys.Framework(cluster)));
    }

    public Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return frameworkId is null
            ? redis.RunAsync(db => db.KeyDeleteAsync(Keys.Framework(cluster)))
            : redis.RunAsync(db => db.StringSetAsync(Keys.Framework(cluster), frameworkId));
    }

    public async Task<string> GetTokenAsync(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => db.StringSetAsync(Keys.ClusterToken(cluster), RandomNumberGenerator.GetHexString(64, lowercase: true), when: When.NotExists));
        return (await redis.RunAsync(db => db.StringGetAsync(Keys.ClusterToken(cluster))))!;
    }

    public async Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(db => db.HashGetAsync(Keys.ExecutorInfos(cluster), executorId));
    }

    public Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.HashSetAsync(Keys.ExecutorInfos(cluster), executorId, executorInfo));
    }

    public async Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return [.. (await redis.RunAsync(db => db.HashKeysAsync(Keys.ExecutorInfos(cluster)))).Select(id => id.ToString())];
    }

    public Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.HashDeleteAsync(Keys.ExecutorInfos(cluster), [.. executorIds.Select(id => (RedisValue)id)]));
    }

    public Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.HashSetAsync(Keys.Slots(cluster), slot.Id, JsonSerializer.SerializeToUtf8Bytes(slot, ContractsJson.Default.StoredSlot)));
    }

    public Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.HashDeleteAsync(Keys.Slots(cluster), slotId));
    }

    public async Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var slots = await redis.RunAsync(db => db.HashValuesAsync(Keys.Slots(cluster)));
        return [.. slots.Select(slot => JsonSerializer.Deserialize((byte[])slot!, ContractsJson.Default.StoredSlot)!)];
    }
}
