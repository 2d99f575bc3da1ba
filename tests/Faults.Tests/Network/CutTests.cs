using System.Diagnostics;
using Faas.Faults.Tests.Load;
using Faas.Faults.Tests.Soak;

namespace Faas.Faults.Tests.Network;

/// <summary>The network between invokers and executors is cut under load: for less time than a run is kept for who asked for it, and for more.</summary>
[Collection(OneAtATime.Name)]
public sealed class CutTests
{
    [Fact(Explicit = true)]
    public async Task Hosts_that_lose_sight_of_each_other_lose_nothing_and_start_nothing_twice_whose_caller_waits()
    {
        Assert.SkipWhen(OtherHost.Missing is not null, OtherHost.Missing ?? "");
        await using var scene = new TwoHostScene();
        await scene.InitializeAsync();
        using var ledger = new Ledger();
        var functions = await scene.DeployAllAsync(8, ledger);
        using var callers = new Callers(scene.Gateways, functions, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        foreach (var seconds in new[] { 3, 10, 30 })
        {
            await scene.CutAsync(TimeSpan.FromSeconds(seconds));
            var watch = Stopwatch.StartNew();
            await scene.AllAnswerAsync(functions);
            Tell($"cut for {seconds} s: all answers again after {watch.Elapsed.TotalSeconds:0.0} s");
            await Fault.PassAsync(TimeSpan.FromSeconds(2));
        }

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(90));
        ledger.Close();
        Tell(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{scene.Output}");
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
