using Faas.Contracts;
using Faas.Storage.Connection;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>
/// Shows that nothing is lost: of each shard, how many invocations were accepted and how many ended, as scripts count them in the steps that make it so,
/// and how many wait, are delayed or run, as they are found in queues, delays and claims at that same moment.
/// </summary>
public sealed class LedgerStore(RedisStore redis)
{
    /// <summary>The ledger of every shard that holds functions.</summary>
    public async Task<IReadOnlyDictionary<Shard, ShardLedger>> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var shards = await redis.RunAsync(db => db.SetMembersAsync(Keys.Shards));
        var ledgers = new Dictionary<Shard, ShardLedger>();
        foreach (var part in shards.Select(value => Shard.FromValue((int)value)).OrderBy(shard => shard.Value).Chunk(64))
        {
            var read = await Task.WhenAll(part.Select(shard => ReadAsync(shard, ct)));
            foreach (var (shard, ledger) in part.Zip(read)) ledgers[shard] = ledger;
        }
        return ledgers;
    }

    /// <summary>The ledger of a shard, all of it at one moment.</summary>
    public async Task<ShardLedger> ReadAsync(Shard shard, CancellationToken ct)
    {
        var ready = await redis.RunAsync(db => db.SetMembersAsync(Keys.Ready(shard)));
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (ledger, now) = await redis.RunAsync(db => ReadAsync(db, shard, [.. ready.Select(name => FunctionId.Parse(name!))]));
            // Which queues there are has to be known before they are read: it must not have changed in between.
            if (now.All(ready.Contains)) return ledger;
            ready = now;
        }
    }

    private static async Task<(ShardLedger, RedisValue[])> ReadAsync(IDatabase db, Shard shard, FunctionId[] functions)
    {
        var moment = db.CreateTransaction();
        var ready = moment.SetMembersAsync(Keys.Ready(shard));
        var counted = moment.HashGetAllAsync(Keys.Ledger(shard));
        var delayed = moment.SortedSetLengthAsync(Keys.Delayed(shard));
        var running = moment.HashLengthAsync(Keys.Claims(shard));
        var waiting = functions.Select(moment.CountWaitingAsync).ToArray();
        var marks = functions.Select(function => moment.HashGetAsync(Keys.Function(function), ["holes", "uncounted"])).ToArray();
        await moment.ExecuteAsync();
        var counts = (await counted).ToDictionary(entry => (string)entry.Name!, entry => (long)entry.Value);
        var left = (await Task.WhenAll(waiting)).Sum() - (await Task.WhenAll(marks)).Sum(count => (long)count[0] - (long)count[1]);
        return (new(Count("accepted"), left, await delayed, await running, Count("done"), Count("failed"), Count("dead"), Count("cancelled")), await ready);
        long Count(string field) => counts.GetValueOrDefault(field);
    }
}
