using System.Text;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Invocations that are not due yet. The store's clock alone decides when they are.</summary>
public sealed class DelayedQueue(RedisStore redis)
{
    /// <summary>Most that are moved in one step: it keeps the store from others.</summary>
    private const int Batch = 200;

    /// <summary>Moves what is due in a shard into its queues.</summary>
    /// <returns>How long until the next is due, or <see langword="null"/> when none is left.</returns>
    public async Task<TimeSpan?> PromoteAsync(Shard shard, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (due, next) = await ListDueAsync(shard);
        await Task.WhenAll(due.GroupBy(one => one.Function, one => one.Id).Select(group => PromoteAsync(group.Key, group)));
        return next;
    }

    /// <summary>What is due now, and how long until the next is.</summary>
    internal async Task<(IReadOnlyList<(FunctionId Function, byte[] Id)> Due, TimeSpan? Next)> ListDueAsync(Shard shard)
    {
        var answer = await redis.RunAsync(Script.Due, [Keys.Delayed(shard)], [Batch]);
        var due = ((RedisResult[])answer!).Skip(1).Select(entry => (byte[])entry!).Select(entry => (FunctionId.Parse(Encoding.UTF8.GetString(entry.AsSpan(InvocationId.Size))), entry[..InvocationId.Size]));
        return ([.. due], (long)answer[0] is >= 0 and var micros ? TimeSpan.FromMicroseconds(micros) : null);
    }

    /// <returns>How many were moved: those that were still there, and due.</returns>
    internal async Task<int> PromoteAsync(FunctionId function, IEnumerable<byte[]> ids) => (int)await redis.RunAsync(Script.Promote,
        [
            Keys.Function(function), Keys.Queue(function), Keys.Aside(function), Keys.Ready(function.Shard), Keys.Delayed(function.Shard), Keys.DelayedItems(function.Shard),
        ],
        [function.ToString(), Keys.Wake(function.Shard), .. ids.Select(id => (RedisValue)id)]);
}
