using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>What <c>/system</c> tells that no single process knows.</summary>
public sealed class SystemStore(RedisStore redis)
{
    /// <summary>Functions with waiting invocations and how many, longest first.</summary>
    public async Task<IReadOnlyList<QueueStatus>> ListQueuesAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var shards = await redis.RunAsync(db => db.SetMembersAsync(Keys.Shards));
        var ready = await redis.RunAsync(db => Task.WhenAll(shards.Select(shard => db.SetMembersAsync(Keys.Ready(Shard.FromValue((int)shard))))));
        var functions = ready.SelectMany(names => names).Select(name => FunctionId.Parse(name!)).ToArray();
        var lengths = await redis.RunAsync(db => Task.WhenAll(functions.Select(db.CountWaitingAsync)));
        return [.. functions.Zip(lengths, (function, length) => new QueueStatus(function.ToString(), length)).Where(queue => queue.Waiting > 0).OrderByDescending(queue => queue.Waiting)];
    }

    /// <summary>The kinds last reported.</summary>
    public async Task<IReadOnlyList<KindStatus>> ListKindsAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var kinds = await redis.RunAsync(db => db.HashGetAllAsync(Keys.Kinds));
        return [.. kinds.Select(entry => JsonSerializer.Deserialize((byte[])entry.Value!, ContractsJson.Default.KindStatus)!).OrderBy(kind => kind.Kind, StringComparer.Ordinal)];
    }

    /// <summary>Reports the kinds there are, in place of those reported before.</summary>
    public async Task ReportKindsAsync(IReadOnlyList<KindStatus> kinds, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db =>
        {
            var transaction = db.CreateTransaction();
            _ = transaction.KeyDeleteAsync(Keys.Kinds);
            _ = transaction.HashSetAsync(Keys.Kinds, [.. kinds.Select(kind => new HashEntry(kind.Kind, JsonSerializer.SerializeToUtf8Bytes(kind, ContractsJson.Default.KindStatus)))]);
            return transaction.ExecuteAsync();
        });
    }
}

/// <summary>How many invocations of a function wait.</summary>
public sealed record QueueStatus(string Function, long Waiting);
