using System.Diagnostics;
using Faas.Faults.Tests.Load;
using Faas.Faults.Tests.Soak;

namespace Faas.Faults.Tests.Durability;

/// <summary>What <c>everysec</c> loses when redis-server is killed: docs/queue.md.</summary>
[Collection(OneAtATime.Name)]
public sealed class EverySecondTests : IAsyncDisposable
{
    /// <summary>The documented window.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private readonly EverySecondScene _scene = new();

    [Theory(Explicit = true)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_killed_redis_server_loses_nothing_or_the_last_two_seconds_while_its_disk_was_busy(bool busy)
    {
        await _scene.InitializeAsync();
        using var ledger = new Ledger();
        var functions = await _scene.DeployAllAsync(8, ledger);
        using var callers = new Callers(_scene.Gateways, functions, ledger);
        callers.Start(callers: 8, TimeSpan.FromMilliseconds(20));
        await Fault.PassAsync(TimeSpan.FromSeconds(3));

        if (busy)
        {
            await _scene.KeepDiskBusyAsync();
            await Fault.PassAsync(Window / 2);
        }
        await _scene.KillRedisAsync();
        var killed = Stopwatch.GetTimestamp();
        _scene.FreeDisk();
        await _scene.StartRedisAsync();
        await _scene.AllAnswerAsync(functions);

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(90));
        ledger.Close();
        var tell = TestContext.Current.TestOutputHelper!;
        tell.WriteLine(ledger.ToString());
        tell.WriteLine($"{ledger.Lost.Count} lost, told {string.Join(", ", ledger.Lost.Keys.Select(n => $"{Before(ledger.AcceptedAt(n)).TotalSeconds:0.00}").Order())} s before the kill");
        var imbalances = await Accounts.ImbalancesAsync(_scene);
        Assert.Empty(ledger.Discrepancies);
        Assert.All(ledger.Lost.Keys, n => Assert.True(Before(ledger.AcceptedAt(n)) <= Window));
        // The store has forgotten that they were started, not that they wait.
        Assert.All(ledger.StartedTwice, n => Assert.True(Before(ledger.SentAt(n)) <= 2 * Window));
        // Nor does who waited for one that was lost, and gives it up, end what was never accepted.
        Assert.Empty(imbalances);
        if (!busy) Assert.True(ledger.IsClean, $"{ledger}\n{_scene.Output}");

        TimeSpan Before(long moment) => Stopwatch.GetElapsedTime(moment, killed);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
