using System.Diagnostics;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Benchmarks.Offers;

/// <summary>How long a framework waits for what is left of an offer of which it used a little, by what its ACCEPT and the next call say.</summary>
internal static class Remainder
{
    public static async Task MeasureAsync(Effort effort)
    {
        foreach (var (name, refuseSeconds, revive) in Ways)
        {
            var waits = new List<double>();
            for (var round = 0; round < effort.Rounds; round++)
            {
                waits.Add(await WaitAsync(refuseSeconds, revive));
            }
            Table.Row($"remainder of an ACCEPT, {name}", waits.Median(), "ms");
        }
    }

    private static readonly (string Name, double? RefuseSeconds, bool Revive)[] Ways =
    [
        ("filters 5 s (default)", null, false),
        ("filters 10 ms", 0.01, false),
        ("filters 0", 0, false),
        ("filters 0, then REVIVE", 0, true),
    ];

    private static async Task<double> WaitAsync(double? refuseSeconds, bool revive)
    {
        await using var mesos = await Cluster.StartAsync(1);
        // Anywhere between two batches, as in life.
        await Task.Delay(Random.Shared.Next(1000));
        using var client = new MesosClient(mesos.Master);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Stopwatch? clock = null;
        await foreach (var happened in client.SubscribeAsync("bench", stop.Token))
        {
            if (happened.Offers?.Offers_ is not [var offer, ..])
            {
                continue;
            }
            if (clock is not null)
            {
                return clock.Elapsed.TotalMilliseconds;
            }
            clock = Stopwatch.StartNew();
            await client.AcceptAsync(offer, [Given.Task(offer, TimeSpan.FromHours(1), 0.1, 32)], refuseSeconds, stop.Token);
            if (revive)
            {
                await client.CallAsync(new() { Type = Call.Types.Type.Revive }, stop.Token);
            }
        }
        throw new InvalidOperationException("The stream ended before the remainder came.");
    }
}
