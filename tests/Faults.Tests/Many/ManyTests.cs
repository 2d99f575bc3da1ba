using System.Text.Json;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Many;

/// <summary>Two gateways, two invokers and fifty functions under load, while one invoker is killed and then the other stands still.</summary>
[Collection("One at a time")]
public sealed class ManyTests : IAsyncDisposable
{
    private const int Functions = 50;

    private readonly Scene _scene = new();

    /// <summary>From the loss of an invoker to the moment its functions have another.</summary>
    private static readonly TimeSpan Move = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Invokers_killed_and_stopped_lose_nothing_and_start_nothing_twice_whose_caller_waits()
    {
        Assert.SkipUnless(Scene.IsWanted, Scene.NotWanted);
        await _scene.InitializeAsync();
        var ledger = new Ledger(_scene.StartsFile);
        var functions = await _scene.DeployAllAsync(Functions);
        await BothOwnAsync();
        foreach (var batch in functions.Chunk(8)) await Task.WhenAll(batch.Select(AnswersAsync));
        using var callers = new Callers(_scene.Gateways, functions, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        var warm = Containers((await _scene.InvokersAsync())[1]);
        Tell("load runs; one invoker is killed");
        await _scene.KillInvokerAsync(0);
        await OwnsAllAsync(1);
        Tell("its functions have moved");
        Assert.Superset(warm, Containers((await _scene.InvokersAsync())[1]));
        await Task.WhenAll(functions.Select(AnswersAsync));

        _scene.StartInvoker(0);
        await BothOwnAsync();
        Tell("it is back; the other is stopped");
        await _scene.Invoker(1).SignalAsync("STOP");
        try
        {
            await OwnsAllAsync(0);
            await PassAsync(TimeSpan.FromSeconds(5));
        }
        finally
        {
            await _scene.Invoker(1).SignalAsync("CONT");
        }
        Tell("it goes on");
        await BothOwnAsync();
        await PassAsync(TimeSpan.FromSeconds(3));

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(60));
        ledger.Close();
        Tell(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{_scene.Output}");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private static void Tell(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private Task BothOwnAsync() => Eventually.IsTrueAsync("both invokers own shards", async () =>
        await _scene.InvokersAsync() is { Count: 2 } both && both.Values.All(invoker => Scene.Shards(invoker) > 0));

    private Task OwnsAllAsync(int invoker) => Eventually.IsTrueAsync($"the functions have moved to invoker {invoker}", async () =>
        await _scene.InvokersAsync() is { Count: 1 } one && one.ContainsKey(invoker) && Scene.Shards(one[invoker]) >= Functions * 9 / 10, Move);

    /// <summary>Load goes on meanwhile: it is what is tested, and nothing tells when enough of it has been.</summary>
    private static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private async Task AnswersAsync(string function)
    {
        var answer = await _scene.InvokeAsync(function);
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Body}\n{_scene.Output}");
    }

    private static HashSet<string> Containers(JsonElement invoker) =>
        [.. invoker.GetProperty("containers").EnumerateArray().Select(container => container.GetProperty("id").GetString()!)];
}
