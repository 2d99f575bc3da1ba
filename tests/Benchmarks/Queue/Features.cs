using System.Diagnostics;
using System.Globalization;
using Faas.Contracts;
using Faas.Storage;
using StackExchange.Redis;

namespace Faas.Benchmarks.Queue;

/// <summary>What an invocation costs in the queue alone, and what each feature adds: accepted, claimed and ended by one process, without gateway and invoker.</summary>
internal static class Features
{
    private const string Session = "0123456789abcdef";

    /// <summary>As many as an invoker has lanes under sixteen callers.</summary>
    private const int Lanes = 16;

    private static readonly byte[] Result = "{\"ok\":true}"u8.ToArray();

    private static readonly (string Name, FunctionLimits Limits, bool Sync, bool Keyed, int Logs)[] Variants =
    [
        ("none", FunctionLimits.Default, true, false, 0),
        ("limits", FunctionLimits.Default with { QueueLength = 10_000_000, RatePerSecond = 1_000_000 }, true, false, 0),
        ("idempotency", FunctionLimits.Default, true, true, 0),
        ("record", FunctionLimits.Default, false, false, 0),
        ("logs", FunctionLimits.Default, true, false, 1_000),
    ];

    /// <summary>Prints for each feature: microseconds of wall time and of redis-server per invocation, medians of rounds in turn.</summary>
    public static async Task<int> RunAsync(int invocations, string address)
    {
        await using var store = await Store.OpenAsync(address);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{address},allowAdmin=true");
        var figures = Variants.ToDictionary(variant => variant.Name, _ => new List<(double Wall, double Redis)>());
        for (var round = -2; round < 5; round++)
        {
            // Each in every place once: what comes first meets a store with less in it.
            foreach (var (name, limits, sync, keyed, logs) in Variants.Skip((round + 2) % Variants.Length).Concat(Variants.Take((round + 2) % Variants.Length)))
            {
                var function = (await store.DeployAsync($"{name}{round + 2}-", 1, limits))[0];
                var (watch, before) = (Stopwatch.StartNew(), RedisMicros(redis));
                await Store.EachAsync(invocations, place => store.AcceptAsync(Store.Invocation(function, sync) with { Key = keyed ? IdempotencyKey.Of($"{round}-{place}", Result) : null }));
                await DrainAsync(store, function, new string('x', logs));
                // The first two rounds are for the compiler.
                if (round >= 0) figures[name].Add((watch.Elapsed.TotalMicroseconds / invocations, (RedisMicros(redis) - before) / invocations));
            }
        }
        foreach (var (name, seen) in figures) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {Median(seen.Select(one => one.Wall)):0.0} {Median(seen.Select(one => one.Redis)):0.0}"));
        return 0;
    }

    private static async Task DrainAsync(Store store, FunctionId function, string logs)
    {
        var lease = (await store.Get<ShardStore>().TakeAsync(function.Shard, Session, TimeSpan.FromMinutes(1), default))!;
        var work = store.Get<WorkQueue>();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            var next = await work.ClaimAsync(function, lease, Session, default);
            while (next.Claim is { } claim) next = (await work.FinishAsync(claim, Record(claim, logs), Result, lease, default)).Next;
        }));
    }

    /// <summary>As an invoker writes it.</summary>
    private static InvocationRecord Record(Claim claim, string logs) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        Revision = claim.Revision,
        State = InvocationState.Done,
        Outcome = Outcome.Success,
        Attempt = claim.Item.Attempt,
        Sync = claim.Item.Sync,
        AcceptedMicros = claim.Item.AcceptedMicros,
        EndedMicros = claim.ClaimedMicros + 1_000,
        Timings = new(claim.ClaimedMicros - claim.Item.AcceptedMicros, 0, 0, 1_000),
        Start = StartKind.Warm,
        Container = Session,
        TraceParent = claim.Item.TraceParent,
        Logs = logs.Length == 0 ? null : logs,
    };

    private static double RedisMicros(ConnectionMultiplexer redis)
    {
        var cpu = redis.GetServers()[0].Info("cpu").SelectMany(section => section).ToDictionary(entry => entry.Key, entry => entry.Value);
        return (double.Parse(cpu["used_cpu_user"], CultureInfo.InvariantCulture) + double.Parse(cpu["used_cpu_sys"], CultureInfo.InvariantCulture)) * 1e6;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
