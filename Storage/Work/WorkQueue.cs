using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The invoker's end of the queue.</summary>
public sealed class WorkQueue
{
    /// <summary>Most claims or ends in one call, and most bytes of results and logs in them: the store serves nobody else meanwhile. What claims weigh only the script knows (claiming.lua).</summary>
    private const int Most = 64, HeaviestEnds = 256 << 10;

    /// <summary>Whether somebody waits for what is claimed is known only then: no claim waits for another's answer but where many are on their way.</summary>
    private const int ClaimsOnTheirWay = 8;

    /// <summary>Of ends that nobody waits for: with one, all containers have ended a run while it is on its way, and do nothing until it is back (docs/decisions/0075).</summary>
    private const int EndsOnTheirWay = 2;

    private readonly RedisStore _redis;
    private readonly StorageOptions _options;
    private readonly Batches<Neighbourhood, FunctionClaim, ClaimOutcome> _claims;
    private readonly Batches<Neighbourhood, AttemptEnding, FinishOutcome> _ends, _awaitedEnds;

    /// <summary>One for a process: what ends at the same time travels together; what somebody waits for, not behind what nobody does.</summary>
    public WorkQueue(RedisStore redis, IOptions<StorageOptions> options)
    {
        (_redis, _options) = (redis, options.Value);
        _claims = new((_, claims) => ClaimTogetherAsync(claims), _ => 0, Most, 0, ClaimsOnTheirWay);
        _ends = new((_, ends) => FinishTogetherAsync(ends), end => end.Weight, Most, HeaviestEnds, EndsOnTheirWay);
        _awaitedEnds = new((_, ends) => FinishTogetherAsync(ends), end => end.Weight, Most, HeaviestEnds);
    }

    /// <summary>Claims the oldest waiting invocation of a function.</summary>
    public Task<ClaimOutcome> ClaimAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _claims.AddAsync(_redis.NeighbourhoodOf(lease.Shard, function, 0), new(function, lease.Owner, session));
    }

    /// <summary>Claims the oldest waiting invocation only if its caller has given up by now; for functions that have no container to claim for.</summary>
    public async Task<ClaimOutcome> ClaimExpiredAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var claim = new FunctionClaim(function, lease.Owner, session);
        return ClaimAnswer.Read(await _redis.RunAsync(Script.ClaimExpired, Keys.Claiming(function), claim.Values), function, session, 1)[0];
    }

    /// <summary>
    /// Ends a claimed attempt. With a lease there is room for another run then: the next of its function is claimed in the same step, or where it is accepted
    /// (<see cref="OnHandAsync"/>). Ends that come together travel together.
    /// </summary>
    /// <param name="record">The record as it is now; logs beyond <see cref="InvocationRecord.MaxInlineLogs"/> are taken out of it and kept apart.</param>
    /// <param name="fate">What becomes of the invocation.</param>
    /// <param name="asks">Whether the next may wait already; otherwise the store does not look.</param>
    public async Task<FinishOutcome> FinishAsync(
        Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, Fate fate, ShardLease? next, CancellationToken ct, bool asks = true)
    {
        ct.ThrowIfCancellationRequested();
        var end = new AttemptEnding(claim, record, result, next, asks, _options);
        return fate switch
        {
            Fate.Ends => await (claim.Item.Gateway is null ? _ends : _awaitedEnds).AddAsync(_redis.NeighbourhoodOf(claim.Item.Id.Shard, claim.Function, end.Weight), end),
            Fate.Dies => await FinishAsync(Script.Bury, claim, end.BuryKeys(), end.BuryValues()),
            Fate.Retries again => await FinishAsync(Script.Retry, claim, end.RetryKeys(), end.RetryValues(again.Delay)),
            _ => throw new ArgumentOutOfRangeException(nameof(fate), fate, "No such fate."),
        };
    }

    private async Task<FinishOutcome> FinishAsync(Script script, Claim claim, RedisKey[] keys, RedisValue[] values) =>
        ClaimAnswer.ReadEnds(await _redis.RunAsync(script, keys, values), claim.Function, claim.Session)[0];

    private async Task<FinishOutcome[]> FinishTogetherAsync(IReadOnlyList<AttemptEnding> ends)
    {
        var call = new FinishCall(ends, _options, _redis.IsOne);
        return call.Read(await _redis.RunAsync(Script.Finish, call.Keys, call.Values));
    }

    /// <summary>Those for which the store had no time go in a call of their own; the first of each has.</summary>
    private async Task<ClaimOutcome[]> ClaimTogetherAsync(IReadOnlyList<FunctionClaim> claims)
    {
        var outcomes = await ClaimOnceAsync(claims);
        var left = outcomes.Index().Where(one => one.Item.Unasked).Select(one => one.Index).ToArray();
        if (left.Length == 0) return outcomes;
        foreach (var (i, outcome) in (await ClaimTogetherAsync([.. left.Select(place => claims[place])])).Index()) outcomes[left[i]] = outcome;
        return outcomes;
    }

    private async Task<ClaimOutcome[]> ClaimOnceAsync(IReadOnlyList<FunctionClaim> claims)
    {
        var (keys, values) = (new List<RedisKey>(7 * claims.Count), new List<RedisValue>(4 * claims.Count));
        foreach (var claim in claims)
        {
            keys.AddRange(Keys.Claiming(claim.Function));
            values.AddRange(claim.Values);
        }
        var answer = await _redis.RunAsync(Script.Claim, [.. keys], [.. values]);
        return [.. claims.Select((claim, i) => ClaimAnswer.Read(answer[i], claim.Function, claim.Session, 1)[0])];
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
        return (int)await _redis.RunAsync(Script.Release,
            [Keys.Claims(shard), Keys.Queue(claim.Function), Keys.Ready(shard), Keys.Function(claim.Function)],
            [claim.Key, item.Bytes, claim.Function.ToString(), Keys.Wake(shard)]) == 1;
    }

    /// <summary>The functions of a shard with waiting invocations, and how many.</summary>
    /// <param name="known">Those to leave out: asking for the length of every queue is most of the work where many have one.</param>
    public async Task<IReadOnlyList<(FunctionId Function, long Waiting)>> ListReadyAsync(Shard shard, Func<FunctionId, bool> known, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = await _redis.RunAsync(db => db.SetMembersAsync(Keys.Ready(shard)));
        if (names.Length == 0) return [];
        var functions = names.Select(name => FunctionId.Parse(name!)).Where(function => !known(function)).ToArray();
        if (functions.Length == 0) return [];
        var lengths = await _redis.RunAsync(db => Task.WhenAll(functions.Select(db.CountWaitingAsync)));
        return [.. functions.Zip(lengths).Where(queue => queue.Second > 0)];
    }

    /// <summary>How many invocations of a function wait.</summary>
    public async Task<long> CountWaitingAsync(FunctionId function, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await _redis.RunAsync(db => db.CountWaitingAsync(function));
    }

    /// <summary>Claims in a shard, whoever made them.</summary>
    public async Task<IReadOnlyList<Claim>> ListClaimsAsync(Shard shard, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var entries = await _redis.RunAsync(db => db.HashGetAllAsync(Keys.Claims(shard)));
        return [.. entries.Select(StoredClaim.Read)];
    }

    /// <summary>Whether a claim stands: its attempt has not ended, and was not taken back.</summary>
    public async Task<bool> StandsAsync(Claim claim, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await _redis.RunAsync(db => db.HashExistsAsync(Keys.Claims(claim.Item.Id.Shard), claim.Key));
    }

    /// <summary>Tells which invocations a session need not go on with: they were ended from outside. A hint; it may be lost.</summary>
    /// <returns>To be disposed by who wants to hear no more.</returns>
    public Task<IAsyncDisposable> OnAbandonAsync(string session, Action<InvocationId> abandon) =>
        _redis.SubscribeAsync(Keys.Abandon(session), message => abandon(InvocationId.FromBytes(message)));

    /// <summary>
    /// Tells what was claimed for a session where it was accepted: it ended an attempt and claimed no other, so it has room for what comes.
    /// A message may be lost, and the claim stands all the same.
    /// </summary>
    public Task OnHandAsync(string session, Action<Claim> take) => _redis.SubscribeAsync(Keys.Hand(session), message => take(HandedClaim.Read(message, session)));

    /// <summary>Ends when all messages that were sent to this process so far have been read, and are being handled.</summary>
    public Task HeardAsync() => _redis.RunAsync(db => db.Multiplexer.GetSubscriber().PingAsync());

    /// <summary>One claim, for a function.</summary>
    private readonly record struct FunctionClaim(FunctionId Function, string Owner, string Session)
    {
        public RedisValue[] Values => [Owner, Function.ToString(), Session, 1];
    }
}
