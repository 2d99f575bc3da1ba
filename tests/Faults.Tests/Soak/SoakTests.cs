using System.Diagnostics;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Soak;

/// <summary>
/// One fault after the other under load; then the ledger. For as long as <c>tests/faults</c> was told, in a drawn order; each sort once without that.
/// </summary>
[Collection(OneAtATime.Name)]
public sealed class SoakTests(Scene scene)
{
    private const int Functions = 8;

    private static readonly int Seed = Setting("FAAS_SEED") is { } seed ? int.Parse(seed, null) : Random.Shared.Next(1_000_000);

    [Fact]
    public async Task Whatever_fails_nothing_accepted_is_lost_and_nothing_is_started_twice_whose_caller_waits()
    {
        using var ledger = new Ledger();
        var functions = await scene.DeployAllAsync(Functions, ledger);
        using var callers = new Callers(scene.Gateways, functions, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        foreach (var fault in Wanted.Time is { } length ? Drawn(length) : Fault.Short)
        {
            Tell($"{fault.Name} …");
            await fault.StrikeAsync(scene);
            var watch = Stopwatch.StartNew();
            await scene.AllAnswerAsync(functions);
            Tell($"{fault.Name}: all answers again after {watch.Elapsed.TotalSeconds:0.0} s");
        }

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(60));
        ledger.Close();
        Tell(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{scene.Output}");
    }

    private static IEnumerable<Fault> Drawn(TimeSpan length)
    {
        var only = Setting("FAAS_FAULTS");
        var all = Fault.All.Where(fault => only is null or "" || fault.Name.Contains(only, StringComparison.Ordinal)).ToArray();
        Tell($"Seed {Seed}");
        var (watch, random) = (Stopwatch.StartNew(), new Random(Seed));
        while (watch.Elapsed < length) yield return all[random.Next(all.Length)];
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name);
}
