using System.Diagnostics;
using System.Globalization;
using Faas.Faults.Tests.Load;
using Faas.Faults.Tests.Soak;

namespace Faas.Faults.Tests.Size;

/// <summary>Ten thousand functions and a million queued invocations, while parts of the system die.</summary>
[Collection(OneAtATime.Name)]
public sealed class SizeTests(Scene scene)
{
    private static readonly int Functions = Setting("FAAS_FUNCTIONS", 10_000), Queued = Setting("FAAS_QUEUED", 1_000_000);

    private static readonly string[] Strikes = ["kill redis-server", "kill an invoker", "stop an invoker", "full redis-server"];

    [Fact(Explicit = true)]
    public async Task With_ten_thousand_functions_and_a_million_queued_nothing_is_lost_and_others_are_served()
    {
        using var backlog = new Backlog(scene);
        await TellAsync($"{Functions} functions are deployed", () => backlog.DeployAsync(Functions));
        await TellAsync($"{Queued} invocations wait", () => FillAsync(backlog));
        using var ledger = new Ledger();
        var served = await scene.DeployAllAsync(8, ledger);
        using var callers = new Callers(scene.Gateways, served, ledger);
        callers.Start(callers: 6, TimeSpan.FromMilliseconds(100));

        foreach (var fault in Fault.All.Where(fault => Strikes.Contains(fault.Name)))
        {
            await fault.StrikeAsync(scene);
            await TellAsync($"{fault.Name}: the others answer again", () => scene.AllAnswerAsync(served));
        }

        await callers.StopAsync();
        await callers.AwaitEndsAsync(TimeSpan.FromMinutes(5));
        ledger.Close();
        TestContext.Current.TestOutputHelper!.WriteLine(ledger.ToString());
        Assert.True(ledger.IsClean, $"{ledger}\n{scene.Output}");
        await Accounts.BalanceAsync(scene);
    }

    /// <summary>Nobody takes meanwhile: all of them wait at once.</summary>
    private async Task FillAsync(Backlog backlog)
    {
        await EachInvokerAsync(invoker => scene.KillInvokerAsync(invoker));
        await backlog.FillAsync(Queued);
        Assert.Contains($"= waiting {Queued} ", await Accounts.BalanceAsync(scene), StringComparison.Ordinal);
        await EachInvokerAsync(invoker =>
        {
            scene.StartInvoker(invoker);
            return Task.CompletedTask;
        });
    }

    private static Task EachInvokerAsync(Func<int, Task> act) => Task.WhenAll(act(0), act(1));

    private static async Task TellAsync(string what, Func<Task> happens)
    {
        var watch = Stopwatch.StartNew();
        await happens();
        TestContext.Current.TestOutputHelper!.WriteLine($"{what} after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private static int Setting(string name, int otherwise) => Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
