using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>An executor that is killed and comes again at its address, which is asked for the runs of an invoker that was killed as well.</summary>
public sealed class RestartedExecutorFacts(OneAddressDeployment deployment) : PairFacts(deployment), IClassFixture<OneAddressDeployment>
{
    [Fact]
    public async Task A_synchronous_run_that_was_lost_with_both_is_not_started_twice()
    {
        var (leader, other, functions) = await SpreadAsync();
        var address = ExecutorOf(await InvokerAsync(leader));
        var calling = Deployment.InvokeAsync(functions[0], """{"ms":50000}""");
        await Eventually.IsTrueAsync("it runs", async () => Busy(await InvokerAsync(other)) == 1);

        // Standing still, its invoker cannot settle what it loses with the executor.
        await Deployment.Invoker(Deployment.InvokerAt(Address(other))).SignalAsync("STOP");
        await KillExecutorsAsync();
        await Deployment.KillInvokerAsync(Deployment.InvokerAt(Address(other)));
        // Of another revision, so that its container is a new one, on a new executor.
        var kept = Functions(leader)[0];
        await ReplaceAsync(kept, "exports.main = () => ({again: true})");
        Assert.Equal((200, """{"again":true}"""), await Deployment.InvokeAsync(kept) is var served ? (served.Status, served.Body) : default);
        Assert.Equal(address, ExecutorOf(await InvokerAsync(leader)));
        Assert.False(calling.IsCompleted, "The killed invoker was taken to be over before another executor was there.");

        var answer = await calling;

        Assert.Equal((502, "urn:faas:outcome-unknown"), (answer.Status, answer.Type));
        Assert.Equal(1, (await Deployment.GetAsync(answer.Headers["Location"])).Json.GetProperty("attempt").GetInt32());
        Assert.Contains("The executor that was asked has ended; this one has come in its place.", Deployment.Output, StringComparison.Ordinal);
    }

    private async Task KillExecutorsAsync()
    {
        using var http = new HttpClient { BaseAddress = Deployment.MesosFaults };
        var agents = await http.GetFromJsonAsync<JsonElement>("", TestContext.Current.CancellationToken);
        foreach (var agent in agents.EnumerateObject())
            (await http.PostAsync(new Uri($"agents/{agent.Name}/exhaust-memory", UriKind.Relative), null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private static string ExecutorOf(JsonElement leader) =>
        leader.GetProperty("capacity").GetProperty("agents").EnumerateArray().Single().GetProperty("executor").GetString()!;
}
