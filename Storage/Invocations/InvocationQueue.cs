using Faas.Contracts;
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
    private readonly Batches<InvocationsOf, Enqueue, EnqueueAnswer> _plain;

    /// <summary>One for a process: what is accepted at the same time, and nobody waits for, travels together.</summary>
    public InvocationQueue(RedisStore redis, IOptions<StorageOptions> options)
    {
        (_redis, _options) = (redis, options.Value);
        _plain = new(EnqueueAsync, invocation => invocation.Payload.Length, MostInvocations, HeaviestInvocations);
    }

    /// <summary>Accepts an invocation: one script, after which it is in the queue or is not. Those of one function whose end nobody waits for travel together when they come together.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was accepted is not known.</exception>
    public Task<EnqueueAnswer> EnqueueAsync(Enqueue invocation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!invocation.IsPlain) return EnqueueWithAsync(invocation);
        var whose = new InvocationsOf(invocation.Function, MustBeReplicated(invocation));
        // Whoever waits for the end does not wait for others' sake.
        return invocation.Gateway is null ? _plain.AddAsync(whose, invocation) : AloneAsync(whose, invocation);
    }

    private async Task<EnqueueAnswer> AloneAsync(InvocationsOf whose, Enqueue invocation) => (await EnqueueAsync(whose, [invocation]))[0];

    private async Task<EnqueueAnswer[]> EnqueueAsync(InvocationsOf whose, IReadOnlyList<Enqueue> invocations)
    {
        var (function, name) = (whose.Function, whose.Function.ToString());
        var keys = new RedisKey[4 + invocations.Count];
        (keys[0], keys[1], keys[2], keys[3]) = (Keys.Function(function), Keys.Queue(function), Keys.Ready(function.Shard), Keys.Ledger(function.Shard));
        var values = new RedisValue[3 + 3 * invocations.Count];
        (values[0], values[1], values[2]) = (name, Keys.Wake(function.Shard), _options.QueueLength);
        for (var i = 0; i < invocations.Count; i++)
        {
            keys[4 + i] = Keys.Record(invocations[i].Id);
            Fill(values.AsSpan(3 + 3 * i, 3), invocations[i], name);
        }
        var answer = await RunAsync(Script.Enqueue, whose.Replicated, keys, values);
        var answers = new EnqueueAnswer[invocations.Count];
        for (var i = 0; i < answers.Length; i++) answers[i] = EnqueueAnswer.Read((byte[])answer[i]!);
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
    private readonly record struct InvocationsOf(FunctionId Function, bool Replicated);
}
