using System.Diagnostics;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Benchmarks.Offers;

/// <summary>From ACCEPT to TASK_RUNNING: with the executor the first task of an agent brings, and on one that runs already.</summary>
internal static class Launch
{
    private const int TasksARound = 20;

    public static async Task MeasureAsync(Effort effort)
    {
        var (first, further) = (new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            var seen = await RoundAsync();
            first.Add(seen[0]);
            further.AddRange(seen[1..]);
        }
        Table.Row("ACCEPT to TASK_RUNNING, with a new executor, median", first.Median(), "ms");
        Table.Row($"ACCEPT to TASK_RUNNING, the executor runs, median of {further.Count}", further.Median(), "ms");
        Table.Row($"ACCEPT to TASK_RUNNING, the executor runs, slowest of {further.Count}", further.Max(), "ms");
    }

    private static async Task<List<double>> RoundAsync()
    {
        await using var mesos = await Cluster.StartAsync(1);
        using var client = new MesosClient(mesos.Master);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = new List<double>();
        Stopwatch? launched = null;
        await foreach (var happened in client.SubscribeAsync("bench", stop.Token))
        {
            if (happened.Offers?.Offers_ is [var offer, ..] && launched is null)
            {
                launched = Stopwatch.StartNew();
                await client.AcceptAsync(offer, [Given.Task(offer, TimeSpan.FromHours(1), 0.1, 32)], 0, stop.Token);
            }
            else if (happened.Type == Type.Update && happened.Update.Status.State == TaskState.TaskRunning && launched is not null)
            {
                seen.Add(launched.Elapsed.TotalMilliseconds);
                await client.AcknowledgeAsync(happened.Update.Status, stop.Token);
                if (seen.Count > TasksARound)
                {
                    return seen;
                }
                launched = null;
                await client.CallAsync(new() { Type = Call.Types.Type.Revive }, stop.Token);
            }
        }
        throw new InvalidOperationException("The stream ended before all tasks ran.");
    }
}
