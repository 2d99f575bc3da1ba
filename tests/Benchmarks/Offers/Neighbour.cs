using System.Diagnostics;
using Faas.Contracts;

namespace Faas.Benchmarks.Offers;

/// <summary>The same starts beside a batch framework, and what is left to it of what it does alone.</summary>
internal static class Neighbour
{
    private const int Agents = 10;

    public static async Task MeasureAsync(Effort effort)
    {
        var alone = await AloneAsync(effort);
        Table.Row("batch framework alone, task-seconds a second", alone, "");
        await using (var mesos = await Cluster.StartAsync(Agents))
        using (var tally = new Tally())
        await using (var ours = await OurSide.StartAsync(mesos.Master))
        await using (var batch = new BatchFramework(mesos.Master))
        {
            batch.Start();
            var loading = ours.LoadAsync(effort.Settle + effort.Beside);
            await Task.Delay(effort.Settle);
            tally.Clear();
            var seen = await WatchAsync(ours, batch, effort.Beside);
            var calls = new[] { "faas.slots.launched", "faas.offers.accepted", "faas.offers.declined", "faas.revives" }.Select(name => (name, tally[name])).ToList();
            await loading;
            PoolWaits.Tell("beside a batch framework", ours, effort.Settle, "0");
            calls.ForEach(call => Table.Row($"{call.name} while measured", call.Item2, ""));
            Table.Row("slots at the end of it", seen.Slots, "");
            Table.Row("memory in offers held, of the cluster's, mean", 100 * seen.HeldShare, "%", "<= 5 %");
            Table.Row("batch framework beside ours, task-seconds a second", seen.TaskSecondsPerSecond, "");
            Table.Row("of what our tasks leave of what it does alone", 100 * seen.TaskSecondsPerSecond / (alone * seen.LeftShare), "%", ">= 95 %");
        }
    }

    private static async Task<double> AloneAsync(Effort effort)
    {
        double perSecond;
        await using (var mesos = await Cluster.StartAsync(Agents))
        await using (var batch = new BatchFramework(mesos.Master))
        {
            batch.Start();
            await Task.Delay(effort.WarmUp);
            var (before, clock) = (batch.TaskSeconds(), Stopwatch.StartNew());
            await Task.Delay(effort.Beside);
            perSecond = (batch.TaskSeconds() - before) / clock.Elapsed.TotalSeconds;
        }
        return perSecond;
    }

    private static async Task<Seen> WatchAsync(OurSide ours, BatchFramework batch, TimeSpan time)
    {
        var (held, left) = (new List<double>(), new List<double>());
        var (before, clock) = (batch.TaskSeconds(), Stopwatch.StartNew());
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (clock.Elapsed < time && await look.WaitForNextTickAsync())
        {
            if (ours.Status is { } status)
            {
                held.Add(status.Offers.Sum(o => o.MemoryMiB) / (Agents * Given.AgentMemoryMiB));
                left.Add(LeftShare(status));
            }
        }
        return new(ours.Status?.Slots.Count ?? 0, held.Average(), left.Average(), (batch.TaskSeconds() - before) / clock.Elapsed.TotalSeconds);
    }

    /// <summary>Of the batch tasks that fit on all agents, those that fit beside our tasks: whole ones only.</summary>
    private static double LeftShare(CapacityStatus status)
    {
        var room = Given.AgentMemoryMiB - BatchFramework.ExecutorMemoryMiB;
        var whole = Agents * Math.Floor(room / BatchFramework.TaskMemoryMiB);
        var lost = status.Slots.GroupBy(s => s.Agent).Sum(agent =>
            Math.Floor(room / BatchFramework.TaskMemoryMiB) - Math.Floor((room - OurSide.ExecutorMemoryMiB - agent.Sum(s => s.MemoryMiB)) / BatchFramework.TaskMemoryMiB));
        return (whole - lost) / whole;
    }

    private sealed record Seen(int Slots, double HeldShare, double LeftShare, double TaskSecondsPerSecond);
}
