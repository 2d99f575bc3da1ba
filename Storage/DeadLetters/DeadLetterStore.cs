using Faas.Contracts;
using Faas.Storage.Connection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The dead letters of functions: kept until they are invoked again, purged, too old or too many.</summary>
public sealed class DeadLetterStore(RedisStore redis, InvocationQueue queue, IOptions<StorageOptions> options, TimeProvider time)
{
    /// <summary>How many there are.</summary>
    public Task<long> CountAsync(FunctionId function, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.SortedSetLengthAsync(Keys.Dead(function)));
    }

    /// <summary>Dead letters, oldest first, at most <paramref name="limit"/>, after the letter <paramref name="after"/>.</summary>
    public async Task<DeadLetterPage> ListAsync(FunctionId function, InvocationId? after, int limit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await ForgetOldAsync(function);
        var from = after is { } id ? await redis.RunAsync(db => db.SortedSetRankAsync(Keys.Dead(function), id.ToBytes())) + 1 ?? 0 : 0;
        var found = await redis.RunAsync(db => db.SortedSetRangeByRankWithScoresAsync(Keys.Dead(function), from, from + limit));
        var letters = await redis.RunAsync(db => Task.WhenAll(found.Take(limit).Select(entry => ReadAsync(db, function, InvocationId.FromBytes((byte[])entry.Element!), (long)entry.Score))));
        return new([.. letters.OfType<DeadLetter>()], found.Length > limit ? InvocationId.FromBytes((byte[])found[limit - 1].Element!) : null);
    }

    /// <summary>One dead letter, or <see langword="null"/>.</summary>
    public async Task<DeadLetter?> FindAsync(FunctionId function, InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(async db => await db.SortedSetScoreAsync(Keys.Dead(function), id.ToBytes()) is { } died ? await ReadAsync(db, function, id, (long)died) : null);
    }

    /// <summary>Invokes a dead letter's function again, as a new invocation, and takes the letter away: it is accepted once, even when this is asked twice.</summary>
    /// <returns>What the queue said; the letter stays unless it was accepted, now or before.</returns>
    public async Task<EnqueueAnswer> RedriveAsync(FunctionId function, DeadLetter letter, string traceParent, CancellationToken ct)
    {
        var answer = await InvokeAsync(function, letter, traceParent, ct);
        if (answer.Outcome is EnqueueOutcome.Accepted or EnqueueOutcome.Repeated) await PurgeAsync(function, letter.Id, ct);
        return answer;
    }

    /// <summary>The first half of it: the letter stays.</summary>
    internal async Task<EnqueueAnswer> InvokeAsync(FunctionId function, DeadLetter letter, string traceParent, CancellationToken ct)
    {
        var again = InvocationId.New(function.Shard, time.GetUtcNow());
        var answer = await queue.EnqueueAsync(new()
        {
            Id = again,
            Function = function,
            Payload = letter.Item.Payload,
            Sync = false,
            TraceParent = traceParent,
            Priority = letter.Item.Priority,
            Key = IdempotencyKey.Of($"redrive {letter.Id}", default),
        }, ct);
        return answer.Outcome == EnqueueOutcome.Accepted ? answer with { First = again } : answer;
    }

    /// <summary>Takes one away; its record stays for its time.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> PurgeAsync(FunctionId function, InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(async db =>
        {
            var transaction = db.CreateTransaction();
            var removed = transaction.SortedSetRemoveAsync(Keys.Dead(function), id.ToBytes());
            _ = transaction.HashDeleteAsync(Keys.DeadItems(function), id.ToBytes());
            await transaction.ExecuteAsync();
            return await removed;
        });
    }

    /// <summary>Takes all away.</summary>
    /// <returns>How many there were.</returns>
    public Task<long> PurgeAllAsync(FunctionId function, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(async db =>
        {
            var transaction = db.CreateTransaction();
            var count = transaction.SortedSetLengthAsync(Keys.Dead(function));
            _ = transaction.KeyDeleteAsync([Keys.Dead(function), Keys.DeadItems(function)]);
            await transaction.ExecuteAsync();
            return await count;
        });
    }

    /// <summary>Those whose records are gone by now say nothing any more.</summary>
    private async Task ForgetOldAsync(FunctionId function)
    {
        var over = (time.GetUtcNow() - options.Value.KeepDeadLetters - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        var old = await redis.RunAsync(db => db.SortedSetRangeByScoreAsync(Keys.Dead(function), 0, over, take: 1_000));
        if (old.Length == 0) return;
        await redis.RunAsync(db => Task.WhenAll(db.SortedSetRemoveAsync(Keys.Dead(function), old), db.HashDeleteAsync(Keys.DeadItems(function), old)));
    }

    private static async Task<DeadLetter?> ReadAsync(IDatabase db, FunctionId function, InvocationId id, long died)
    {
        var (record, item) = (db.StringGetAsync(Keys.Record(id)), db.HashGetAsync(Keys.DeadItems(function), id.ToBytes()));
        return (await record, await item) is ({ IsNull: false } json, { IsNull: false } bytes)
            ? new(id, died, StoredRecord.Read((byte[])json!), new((byte[])bytes!))
            : null;
    }
}
