using System.Runtime.InteropServices;
using Faas.Benchmarks.Scale;

// A cluster of 10,000 agents with 100,000 slots, as events; a quick look has a tenth of it.
var agents = args is ["quick"] ? 1_000 : 10_000;
Console.WriteLine($"{agents} agents, {agents * 10} slots held; {Environment.ProcessorCount} cores, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
foreach (var placement in new[] { "binpack", "spread" })
{
    using var bed = await Bed.MakeAsync(placement);
    var cluster = new SyntheticCluster(bed, agents);
    var perSlot = cluster.FillSlots(perAgent: 10);
    var events = await cluster.OfferAllAsync(perEvent: 1_000, rounds: 5);
    var decisions = await cluster.PlaceAsync(agents / 2);
    Figures.Print($"{placement}: memory of a slot", perSlot, "bytes", 1024);
    Figures.Print($"{placement}: an event of 1,000 offers, median", events.At(0.5), "ms", 20);
    Figures.Print($"{placement}: an event of 1,000 offers, slowest", events.At(1), "ms");
    Figures.Print($"{placement}: a placement decision, median", decisions.At(0.5), "ms");
    Figures.Print($"{placement}: a placement decision, p99", decisions.At(0.99), "ms", 1);
}
