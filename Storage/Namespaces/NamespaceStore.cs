using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;

namespace Faas.Storage;

/// <summary>The limits of namespaces, and what is counted for them over all shards.</summary>
public sealed class NamespaceStore(RedisStore redis)
{
    /// <summary>The limits of a namespace; none when nobody has set any.</summary>
    public async Task<NamespaceLimits> FindAsync(string ns, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var json = await redis.RunAsync(db => db.StringGetAsync(Keys.NamespaceLimits(ns)));
        return json.IsNull ? NamespaceLimits.None : JsonSerializer.Deserialize((byte[])json!, ContractsJson.Default.NamespaceLimits)!;
    }

    /// <summary>Sets the limits of a namespace.</summary>
    public async Task SaveAsync(string ns, NamespaceLimits limits, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => limits == NamespaceLimits.None
            ? (Task)db.KeyDeleteAsync(Keys.NamespaceLimits(ns))
            : db.StringSetAsync(Keys.NamespaceLimits(ns), JsonSerializer.SerializeToUtf8Bytes(limits, ContractsJson.Default.NamespaceLimits)));
    }

    /// <summary>Takes permits to accept invocations; they hold for a second.</summary>
    /// <returns>How many there were, at most <paramref name="wanted"/>, and with none how long until there is one.</returns>
    public async Task<(int Granted, TimeSpan RetryAfter)> LeasePermitsAsync(string ns, int ratePerSecond, int wanted, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var answer = await redis.RunAsync(Script.LeasePermits, [Keys.NamespaceRate(ns)], [ratePerSecond, wanted]);
        return ((int)answer[0], TimeSpan.FromMicroseconds((long)answer[1]));
    }

    /// <summary>How many invocations of a namespace wait, over all its functions.</summary>
    public async Task<long> CountWaitingAsync(string ns, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = await redis.RunAsync(db => db.SortedSetRangeByRankAsync(Keys.Functions(ns)));
        var functions = names.Select(name => new FunctionId(ns, FunctionName.Parse(name!, null)));
        return (await redis.RunAsync(db => Task.WhenAll(functions.Select(db.CountWaitingAsync)))).Sum();
    }
}
