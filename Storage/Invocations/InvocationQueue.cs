using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The gateway's end of the queue.</summary>
public sealed class InvocationQueue(RedisStore redis, IOptions<StorageOptions> options)
{
    /// <summary>Accepts an invocation: one script, after which it is in the queue or is not.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was accepted is not known.</exception>
    public async Task<EnqueueAnswer> EnqueueAsync(Enqueue invocation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (name, shard) = (invocation.Function.ToString(), invocation.Id.Shard);
        RedisKey[] keys = [Keys.Function(invocation.Function), Keys.Queue(invocation.Function), Keys.Ready(shard), Keys.Record(invocation.Id), Keys.Ledger(shard)];
        RedisValue[] values =
        [
            QueueItem.Build(invocation), (long)(invocation.StartWithin?.TotalMicroseconds ?? 0), options.Value.QueueLength, name, Keys.Wake(shard),
            invocation.Sync ? "" : OpenRecord.Of(invocation, name),
        ];
        var answer = invocation.IsPlain
            ? await RunAsync(Script.Enqueue, invocation, keys, values)
            : await RunAsync(Script.EnqueueWith, invocation, [.. keys, .. MoreKeys(invocation)], [.. values, .. More(invocation)]);
        return EnqueueAnswer.Read((byte[])answer!);
    }

    /// <summary>Whoever waits for the result has no use for a promise beside it.</summary>
    private Task<RedisResult> RunAsync(Script script, Enqueue invocation, RedisKey[] keys, RedisValue[] values) =>
        options.Value.Durability == Durability.Replicated && !invocation.Sync ? redis.RunReplicatedAsync(script, keys, values) : redis.RunAsync(script, keys, values);

    private static RedisKey[] MoreKeys(Enqueue invocation) =>
    [
        Keys.Aside(invocation.Function), Keys.Delayed(invocation.Id.Shard), Keys.DelayedItems(invocation.Id.Shard),
        Keys.Once(invocation.Function, invocation.Key?.Name ?? "-"),
    ];

    private RedisValue[] More(Enqueue invocation) =>
    [
        invocation.Id.ToBytes(), PriorityLetter.Of(invocation.Priority).ToString(), (long)invocation.Delay.TotalMicroseconds,
        invocation.NotBefore is { } time ? (long)(time - DateTimeOffset.UnixEpoch).TotalMicroseconds : 0,
        invocation.Key?.Digest ?? (RedisValue)"", (long)options.Value.KeepKeys.TotalMilliseconds,
    ];
}
