using System.Diagnostics;
using System.Globalization;
using Faas.Contracts;
using Faas.Storage;
using StackExchange.Redis;

namespace Faas.Benchmarks.Queue;

/// <summary>A few invocations of each of many functions, through a living invoker.</summary>
internal static class Spread
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Prints invocations per second, from the first that is accepted to the end of the last.</summary>
    public static async Task<int> RunAsync(int functions, int each, string address)
    {
        await using var store = await Store.OpenAsync(address);
        var ids = await store.DeployAsync($"spread{functions}-", functions);
        var shards = ids.Select(id => id.Shard).ToHashSet();
        await UntilAsync(async () => shards.IsSubsetOf((await store.Get<SessionStore>().ListAsync(default)).SelectMany(invoker => invoker.Shards).Select(Shard.FromValue)));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(address);
        var database = redis.GetDatabase();
        var wanted = new Dictionary<Shard, long>();
        foreach (var shard in ids.GroupBy(id => id.Shard)) wanted[shard.Key] = await EndedAsync(database, shard.Key) + shard.Count() * each;
        var watch = Stopwatch.StartNew();
        await Store.EachAsync(functions * each, place => store.AcceptAsync(Store.Invocation(ids[place % functions])));
        var accepted = watch.Elapsed;
        // One shard after the other: looking at all of them ten times a second would be a load of its own.
        foreach (var (shard, ended) in wanted) await UntilAsync(async () => await EndedAsync(database, shard) >= ended);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{functions * each / watch.Elapsed.TotalSeconds:0} {functions * each / accepted.TotalSeconds:0}"));
        return 0;
    }

    /// <summary>How many of a shard have ended, as the store counts them.</summary>
    private static async Task<long> EndedAsync(IDatabase store, Shard shard) => (long)await store.HashGetAsync($"{{{shard}}}:ledger", "done");

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(Look);
        while (!await isSo()) await timer.WaitForNextTickAsync();
    }
}
