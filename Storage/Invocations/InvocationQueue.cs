using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The gateway's end of the queue.</summary>
public sealed class InvocationQueue
{
    /// <summary>Most invocations in one call, and most bytes of payload in them: the store serves nobody else meanwhile.</summary>
    private const int MostInvocations = 64, HeaviestInvocations = 256 << 10;

    private readonly RedisStore _redis;
    private readonly StorageOptions _options;
    private readonly Batches<InvocationsIn, Enqueue, EnqueueAnswer> _plain, _awaited;

    /// <summary>One for a process: what is accepted at the same time travels together; what somebody waits for, not behind what nobody does.</summary>
    public InvocationQueue(RedisStore redis, IOptions<StorageOptions> options)
    {
        (_redis, _options) = (redis, options.Value);
        _plain = new(EnqueueAsync, invocation => invocation.Payload.Length, MostInvocations, HeaviestInvocations);
        _awaited = new(EnqueueAsync, invocation => invocation.Payload.Length, MostInvocations, HeaviestInvocations);
    }

    /// <summary>Accepts an invocation: one script, after which it is in the queue or is not. Those that come together travel together.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was accepted is not known.</exception>
    public Task<EnqueueAnswer> EnqueueAsync(Enqueue invocation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!invocation.IsPlain) return EnqueueWithAsync(invocation);
        return (invocation.Gateway is null ? _plain : _awaited).AddAsync(WhereOf(invocation), invocation);
    }

    /// <summary>What must be replicated waits for a replica, which may be away: other functions do not wait with it.</summary>
    private InvocationsIn WhereOf(Enqueue invocation)
    {
        var (shard, replicated) = (invocation.Id.Shard, MustBeReplicated(invocation));
        return new(replicated ? new(shard, invocation.Function) : _redis.NeighbourhoodOf(shard, invocation.Function, invocation.Payload.Length), replicated);
    }

    private async Task<EnqueueAnswer[]> EnqueueAsync(InvocationsIn where, IReadOnlyList<Enqueue> invocations)
    {
        var groups = Together.Group(invocations, invocation => invocation.Function);
        var keys = new RedisKey[6 * groups.Count + invocations.Count];
        var values = new RedisValue[3 + 3 * groups.Count + 3 * invocations.Count];
        (values[0], values[1], values[2]) = (_options.QueueLength, Keys.HandPrefix, Neighbourhood.Light);
        var (key, value) = (0, 3);
        foreach (var group in groups)
        {
            var (function, shard) = (invocations[group[0]].Function, invocations[group[0]].Id.Shard);
            var name = function.ToString();
            (keys[key], keys[key + 1], keys[key + 2], keys[key + 3]) = (Keys.Function(function), Keys.Queue(function), Keys.Ready(shard), Keys.Ledger(shard));
            (keys[key + 4], keys[key + 5]) = (Keys.Lease(shard), Keys.Claims(shard));
            (values[value], values[value + 1], values[value + 2]) = (name, Keys.Wake(shard), group.Count);
            (key, value) = (key + 6, value + 3);
            foreach (var place in group)
            {
                keys[key++] = Keys.Record(invocations[place].Id);
                Fill(values.AsSpan(value, 3), invocations[place], name);
                value += 3;
            }
        }
        return Read(await RunAsync(Script.Enqueue, where.Replicated, keys, values), groups, invocations.Count);
    }

    private static EnqueueAnswer[] Read(RedisResult answer, List<List<int>> groups, int count)
    {
        var (answers, read) = (new EnqueueAnswer[count], 0);
        foreach (var place in groups.SelectMany(group => group)) answers[place] = EnqueueAnswer.Read((byte[])answer[read++]!);
        return answers;
    }

    private async Task<EnqueueAnswer> EnqueueWithAsync(Enqueue invocation)
    {
        var (name, shard) = (invocation.Function.ToString(), invocation.Id.Shard);
        var own = new RedisValue[3];
        Fill(own, invocation, name);
        RedisKey[] keys = [Keys.Function(invocation.Function), Keys.Queue(invocation.Function), Keys.Ready(shard), Keys.Record(invocation.Id), Keys.Ledger(shard)];
        RedisValue[] values = [own[0], own[1], _options.QueueLength, name, Keys.Wake(shard), own[2]];
        var answer = await RunAsync(Script.EnqueueWith, MustBeReplicated(invocation), [.. keys, .. MoreKeys(invocation)], [.. values, .. More(invocation)]);
        return EnqueueAnswer.Read((byte[])answer!);
    }

    /// <summary>Item, microseconds until its caller's deadline, start of its queued record.</summary>
    private static void Fill(Span<RedisValue> values, Enqueue invocation, string name)
    {
        values[0] = QueueItem.Build(invocation);
        values[1] = (long)(invocation.StartWithin?.TotalMicroseconds ?? 0);
        values[2] = invocation.Sync ? "" : OpenRecord.Of(invocation, name);
    }

    /// <summary>Whoever waits for the result has no use for a promise beside it.</summary>
    private bool MustBeReplicated(Enqueue invocation) => _options.Durability == Durability.Replicated && !invocation.Sync;

    private Task<RedisResult> RunAsync(Script script, bool replicated, RedisKey[] keys, RedisValue[] values) =>
        replicated ? _redis.RunReplicatedAsync(script, keys, values) : _redis.RunAsync(script, keys, values);

    private static RedisKey[] MoreKeys(Enqueue invocation) =>
    [
        Keys.Aside(invocation.Function), Keys.Delayed(invocation.Id.Shard), Keys.DelayedItems(invocation.Id.Shard),
        Keys.Once(invocation.Function, invocation.Key?.Name ?? "-"),
    ];

    private RedisValue[] More(Enqueue invocation) =>
    [
        invocation.Id.ToBytes(), PriorityLetter.Of(invocation.Priority).ToString(), (long)invocation.Delay.TotalMicroseconds,
        invocation.NotBefore is { } time ? (long)(time - DateTimeOffset.UnixEpoch).TotalMicroseconds : 0,
        invocation.Key?.Digest ?? (RedisValue)"", (long)_options.KeepKeys.TotalMilliseconds,
    ];

    /// <summary>What may be accepted together.</summary>
    private readonly record struct InvocationsIn(Neighbourhood Where, bool Replicated);
}
