using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The invoker's end of the queue.</summary>
public sealed class WorkQueue(RedisStore redis, IOptions<StorageOptions> options)
{
    /// <summary>Claims the oldest waiting invocation of a function.</summary>
    public Task<ClaimOutcome> ClaimAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct) =>
        ClaimAsync(Script.Claim, function, lease, session, ct);

    /// <summary>Claims the oldest waiting invocation only if its caller has given up by now; for functions that have no container to claim for.</summary>
    public Task<ClaimOutcome> ClaimExpiredAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct) =>
        ClaimAsync(Script.ClaimExpired, function, lease, session, ct);

    private async Task<ClaimOutcome> ClaimAsync(Script script, FunctionId function, ShardLease lease, string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var answer = await redis.RunAsync(script,
            [Keys.Lease(lease.Shard), Keys.Function(function), Keys.Queue(function), Keys.Aside(function), Keys.Ready(lease.Shard), Keys.Claims(lease.Shard)],
            [lease.Owner, function.ToString(), session]);
        return Read(answer, 0, function, session);
    }

    /// <summary>Ends a claimed attempt and, with a lease, claims the next of its function in the same step.</summary>
    /// <param name="record">The record as it is now; logs beyond <see cref="InvocationRecord.MaxInlineLogs"/> are taken out of it and kept apart.</param>
    /// <param name="fate">What becomes of the invocation.</param>
    public async Task<FinishOutcome> FinishAsync(Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, Fate fate, ShardLease? next, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var end = new AttemptEnding(claim, record, result, next, options.Value);
        var (script, keys, values) = fate switch
        {
            Fate.Ends => (Script.Finish, end.FinishKeys(), end.FinishValues()),
            Fate.Dies => (Script.Bury, end.BuryKeys(), end.BuryValues()),
            Fate.Retries again => (Script.Retry, end.RetryKeys(), end.RetryValues(again.Delay)),
            _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, "No such fate."),
        };
        var answer = await redis.RunAsync(script, keys, values);
        return new((int)answer[0] == 1, Read(answer, 1, claim.Function, claim.Session));
    }

    /// <summary>The same for an attempt after which the invocation ends.</summary>
    public Task<FinishOutcome> FinishAsync(Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, ShardLease? next, CancellationToken ct) =>
        FinishAsync(claim, record, result, Fate.End, next, ct);

    /// <summary>Puts a claimed invocation back at the head of its queue.</summary>
    /// <param name="started">Whether it may have been started: then it was lost once more, and comes back as its next attempt.</param>
    /// <returns>Whether the claim was still there.</returns>
    public async Task<bool> ReleaseAsync(Claim claim, bool started, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var shard = claim.Item.Id.Shard;
        var item = started ? claim.Item.AfterLoss() : claim.Item;
        return (int)await redis.RunAsync(Script.Release,
            [Keys.Claims(shard), Keys.Queue(claim.Function), Keys.Ready(shard)],
            [claim.Key, item.Bytes, claim.Function.ToString(), Keys.Wake(shard)]) == 1;
    }

    /// <summary>The functions of a shard with waiting invocations, and how many.</summary>
    /// <param name="known">Those to leave out: asking for the length of every queue is most of the work where many have one.</param>
    public async Task<IReadOnlyList<(FunctionId Function, long Waiting)>> ListReadyAsync(Shard shard, Func<FunctionId, bool> known, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = await redis.RunAsync(db => db.SetMembersAsync(Keys.Ready(shard)));
        if (names.Length == 0) return [];
        var functions = names.Select(name => FunctionId.Parse(name!)).Where(function => !known(function)).ToArray();
        if (functions.Length == 0) return [];
        var lengths = await redis.RunAsync(db => Task.WhenAll(functions.Select(db.CountWaitingAsync)));
        return [.. functions.Zip(lengths).Where(queue => queue.Second > 0)];
    }

    /// <summary>Claims in a shard, whoever made them.</summary>
    public async Task<IReadOnlyList<Claim>> ListClaimsAsync(Shard shard, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var entries = await redis.RunAsync(db => db.HashGetAllAsync(Keys.Claims(shard)));
        return [.. entries.Select(StoredClaim.Read)];
    }

    /// <summary>Whether a claim stands: its attempt has not ended, and was not taken back.</summary>
    public async Task<bool> StandsAsync(Claim claim, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(db => db.HashExistsAsync(Keys.Claims(claim.Item.Id.Shard), claim.Key));
    }

    /// <summary>Tells which invocations a session need not go on with: they were ended from outside. A hint; it may be lost.</summary>
    /// <returns>To be disposed by who wants to hear no more.</returns>
    public Task<IAsyncDisposable> OnAbandonAsync(string session, Action<InvocationId> abandon) =>
        redis.SubscribeAsync(Keys.Abandon(session), message => abandon(InvocationId.FromBytes(message)));

    private static ClaimOutcome Read(RedisResult answer, int at, FunctionId function, string session) =>
        (byte[]?)answer[at] is { } item
            ? new(new(function, new(item), session, (long)answer[at + 1], (string?)answer[at + 3]), (long)answer[at + 2], false)
            : new(null, (long)answer[at + 2], (int)answer[at + 4] == 0);
}
