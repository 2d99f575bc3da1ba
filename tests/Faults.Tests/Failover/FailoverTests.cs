using Faas.Faults.Tests.Load;
using Faas.Faults.Tests.Soak;

namespace Faas.Faults.Tests.Failover;

/// <summary>The redis-server in use is killed; its Sentinel makes the replica the one to use.</summary>
[Collection(OneAtATime.Name)]
public sealed class FailoverTests : IAsyncDisposable
{
    private readonly ReplicatedScene _scene = new();

    [Fact(Explicit = true)]
    public async Task After_a_failover_all_goes_on_and_nothing_is_lost_that_was_answered_202()
    {
        await _scene.InitializeAsync();
        using var ledger = new Ledger();
        var functions = await _scene.DeployAllAsync(8, ledger);
        using var callers = new Callers(_scene.Gateways, functions, ledger);
        callers.Start(callers: 8, TimeSpan.FromMilliseconds(50));
        await Fault.PassAsync(TimeSpan.FromSeconds(3));

        await _scene.KillRedisAsync();
        await Eventually.IsTrueAsync("the Sentinel has made the replica the one to use", _scene.HasFailedOverAsync, TimeSpan.FromSeconds(90));
        // With nobody to confirm a write nothing is accepted: a replica is what 202 promises here.
        await _scene.ComeBackAsync();
        await _scene.AllAnswerAsync(functions);
        await Fault.PassAsync(TimeSpan.FromSeconds(3));

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromSeconds(90));
        ledger.Close();
        TestContext.Current.TestOutputHelper!.WriteLine(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{_scene.Output}");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();
}
