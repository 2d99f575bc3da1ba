using Faas.Benchmarks.Offers;

// usage: Faas.Benchmarks.Offers [--quick] [remainder | launch | starts | neighbour]; MESOS_MASTER names a master in place of the emulated one.
// Started by an agent of its own with one argument it is an executor.
if (args is [BenchExecutor.Argument])
{
    await BenchExecutor.RunAsync();
    return;
}
var effort = args.Contains("--quick") ? Effort.Quick : Effort.Full;
var parts = new Dictionary<string, Func<Effort, Task>>
{
    ["remainder"] = Remainder.MeasureAsync,
    ["launch"] = Launch.MeasureAsync,
    ["starts"] = PoolWaits.MeasureAsync,
    ["neighbour"] = Neighbour.MeasureAsync,
};
var chosen = parts.Keys.Where(args.Contains).ToList();
Table.Head(effort);
foreach (var part in chosen.Count == 0 ? parts.Keys.ToList() : chosen)
{
    await parts[part](effort);
}
