namespace Faas.Benchmarks.Offers;

/// <summary>How long a container start waits for its place: 10 agents of 4 GiB, nobody else on them.</summary>
internal static class PoolWaits
{
    private const int Agents = 10;

    public static async Task MeasureAsync(Effort effort)
    {
        await MeasureAsync(effort, "slots", ("Mesos:TaskPerContainer", "false"));
        await MeasureAsync(effort, "a task per container", ("Mesos:TaskPerContainer", "true"));
    }

    private static async Task MeasureAsync(Effort effort, string how, params (string Name, string Value)[] settings)
    {
        await using (var mesos = await Cluster.StartAsync(Agents))
        await using (var ours = await OurSide.StartAsync(mesos.Master, settings))
        {
            await ours.LoadAsync(effort.WarmUp + effort.Starts);
            Tell(how, ours, effort.WarmUp, "0 with slots");
        }
    }

    public static void Tell(string how, OurSide ours, TimeSpan from, string goal)
    {
        var counted = ours.Starts.Where(s => s.At >= from).ToList();
        Table.Row($"starts that waited, of {counted.Count} ({how})", counted.Count(s => s.Waited), "", goal);
        Table.Row($"added by placement, median ({how})", counted.Select(s => s.Milliseconds).Median(), "ms", "<= 1 ms with slots");
        Table.Row($"added by placement, p99 ({how})", counted.Select(s => s.Milliseconds).Quantile(0.99), "ms", "");
    }
}
