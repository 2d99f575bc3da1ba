using Faas.Benchmarks.Offers;

// usage: Faas.Benchmarks.Offers [--quick]; started by an agent of its own with one argument it is an executor.
if (args is [BenchExecutor.Argument])
{
    await BenchExecutor.RunAsync();
    return;
}
var effort = args.Contains("--quick") ? Effort.Quick : Effort.Full;
Table.Head(effort);
await Remainder.MeasureAsync(effort);
await PoolWaits.MeasureAsync(effort);
await Neighbour.MeasureAsync(effort);
