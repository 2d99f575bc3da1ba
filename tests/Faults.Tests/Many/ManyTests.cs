using System.Diagnostics;
using System.Text.Json;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Many;

/// <summary>Two gateways, two invokers and fifty functions under load, while one invoker is killed and then the other stands still.</summary>
[Collection(OneAtATime.Name)]
public sealed class ManyTests(Scene scene)
{
    private const int Functions = 50;

    /// <summary>
    /// From the loss of an invoker to the moment its functions have another. What the protocol takes is a fact of OwnershipTests; this is for a machine on
    /// which others work, and what it took by the clock of the store is told.
    /// </summary>
    private static readonly TimeSpan Move = TimeSpan.FromSeconds(60);

    /// <summary>Invokers look every second for who is to own what.</summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Invokers_killed_and_stopped_lose_nothing_and_start_nothing_twice_whose_caller_waits()
    {
        using var ledger = new Ledger();
        var functions = await scene.DeployAllAsync(Functions, ledger);
        await DividedAsync();
        using var callers = new Callers(scene.Gateways, functions, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        var warm = Containers((await scene.InvokersAsync())[1]);
        await scene.KillInvokerAsync(0);
        await MovedToAsync(1, await Leases.ReadAsync(scene), "killed");
        var gone = warm.Except(Containers((await scene.InvokersAsync())[1])).ToList();
        Assert.True(gone.Count == 0, string.Join('\n', scene.Output.Split('\n').Where(line => gone.Any(container => line.Contains(container, StringComparison.Ordinal)))));
        await scene.AllAnswerAsync(functions);

        scene.StartInvoker(0);
        await BothOwnAsync();
        await scene.Invoker(1).SignalAsync("STOP");
        try
        {
            await Task.WhenAll(MovedToAsync(0, await Leases.ReadAsync(scene), "stopped"), Soak.Fault.PassAsync(Soak.Fault.Stand));
        }
        finally
        {
            await scene.Invoker(1).SignalAsync("CONT");
        }
        await BothOwnAsync();
        await scene.AllAnswerAsync(functions);

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(60));
        ledger.Close();
        Tell(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{scene.Output}");
    }

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private Task BothOwnAsync() => Eventually.IsTrueAsync("both invokers own shards", async () =>
        await scene.InvokersAsync() is { Count: 2 } both && both.Values.All(invoker => Scene.Shards(invoker) > 0), Move);

    /// <summary>Waits until both own shards and neither has taken or given one for a while: an invoker that has just come up takes its share, and the other's containers go with it.</summary>
    private async Task DividedAsync()
    {
        var (owned, since) = ("", Stopwatch.StartNew());
        await Eventually.IsTrueAsync("the shards are divided", async () =>
        {
            var both = await scene.InvokersAsync();
            var now = string.Join(' ', both.OrderBy(invoker => invoker.Key).Select(invoker => $"{invoker.Key}: {invoker.Value.GetProperty("shards")}"));
            if (now != owned) (owned, since) = (now, Stopwatch.StartNew());
            return both.Count == 2 && both.Values.All(invoker => Scene.Shards(invoker) > 0) && since.Elapsed > Still;
        }, Move, () => $"For {since.Elapsed.TotalSeconds:0.0} s it was {owned}\n{scene.Output}");
    }

    private async Task MovedToAsync(int invoker, Leases before, string other)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.IsTrueAsync($"the functions have moved to invoker {invoker}", async () =>
            await scene.InvokersAsync() is { Count: 1 } one && one.ContainsKey(invoker) && Scene.Shards(one[invoker]) >= Functions * 9 / 10, Move);
        var took = (await Leases.ReadAsync(scene)).SinceRenewed(before);
        Tell($"one invoker was {other}: its functions had the other {watch.Elapsed.TotalSeconds:0.0} s later; its {took.Count} shards {took.Max().TotalSeconds:0.0} s after they were last renewed, by the store's clock");
    }

    private static HashSet<string> Containers(JsonElement invoker) =>
        [.. invoker.GetProperty("containers").EnumerateArray().Select(container => container.GetProperty("id").GetString()!)];
}
