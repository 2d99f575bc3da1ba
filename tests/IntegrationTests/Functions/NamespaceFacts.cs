using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Two invokers, and callers that do not wait long for a start.</summary>
public sealed class ImpatientDeployment : SplitDeployment
{
    public ImpatientDeployment() : base(invokers: 2) => MoreGatewaySettings["Gateway:StartWithin"] = "00:00:04";
}

/// <summary>What a namespace may run at a time, whichever invokers run it.</summary>
public sealed class NamespaceFacts(ImpatientDeployment deployment) : IClassFixture<ImpatientDeployment>
{
    private const string Work = "exports.main = async p => { const from = Date.now(); await new Promise(done => setTimeout(done, p.ms || 0)); return {from, to: Date.now()} }";

    [Fact]
    public async Task No_more_run_at_a_time_than_the_namespace_allows_and_all_of_them_end()
    {
        var (mine, others, _) = await SpreadAsync();
        await LimitAsync(2);

        var locations = await Task.WhenAll(Enumerable.Range(0, 6).SelectMany(_ => new[] { mine, others }).Select(async function =>
            (await deployment.InvokeAsync(function, """{"ms":150}""", prefer: "respond-async")).Headers["Location"]));
        var runs = await Task.WhenAll(locations.Select(async location => (await deployment.EndOfAsync(location)).GetProperty("result")));

        var most = runs.Max(run => runs.Count(other => From(other) <= From(run) && From(run) < To(other)));
        Assert.True(most <= 2, $"{most} ran at a time: {string.Join(' ', runs)}");
        await LimitAsync(null);
    }

    [Fact]
    public async Task Who_waits_for_a_start_in_vain_is_told_the_limit()
    {
        var (function, other, _) = await SpreadAsync();
        await LimitAsync(1);
        var running = (await deployment.InvokeAsync(function, """{"ms":20000}""", prefer: "respond-async")).Headers["Location"];
        await Eventually.IsTrueAsync("it runs", async () => State(await deployment.GetAsync(running)) == "running");

        var refused = await Task.WhenAll(deployment.InvokeAsync(other), deployment.InvokeAsync(function));

        Assert.All(refused, answer => Assert.Equal((429, "urn:faas:limit-reached", "namespace.running", "1"),
            (answer.Status, answer.Type, answer.Json.GetProperty("limit").GetString(), answer.Headers["Retry-After"])));
        using var cancelled = await deployment.Client.DeleteAsync(running);
        Assert.Equal(200, (await deployment.InvokeAsync(other)).Status);
        await LimitAsync(null);
    }

    [Fact]
    public async Task What_a_killed_invoker_ran_does_not_count_for_ever()
    {
        var (function, doomed, victim) = await SpreadAsync();
        await LimitAsync(2);
        var lost = Enumerable.Range(0, 2).Select(_ => deployment.InvokeAsync(doomed, """{"ms":50000}""")).ToArray();
        await Eventually.IsTrueAsync("they run", async () => (await SharesAsync()).Sum(share => share.GetProperty("runs").GetInt32()) == 2);
        var waiting = (await deployment.InvokeAsync(function, prefer: "respond-async")).Headers["Location"];
        await Eventually.IsTrueAsync("it waits for the limit", async () => (await SharesAsync()).Any(share => share.GetProperty("inLine").GetInt32() > 0));
        Assert.Contains("namespace.running", (await deployment.GetAsync(waiting)).Json.GetProperty("reason").GetString(), StringComparison.Ordinal);

        await deployment.KillInvokerAsync(victim);

        Assert.Equal("done", (await deployment.EndOfAsync(waiting)).GetProperty("state").GetString());
        deployment.StartEndedInvokers();
        await LimitAsync(null);
        // They run on, though, and whoever took over answers them.
        Assert.All(await Task.WhenAll(lost), answer => Assert.Equal(200, answer.Status));
    }

    /// <summary>Sets the limit, and sees it arrive at the invokers.</summary>
    private async Task LimitAsync(int? running)
    {
        using var answer = running is null ? await deployment.Client.DeleteAsync("/namespaces/guest/limits") : await deployment.Client.PutAsJsonAsync("/namespaces/guest/limits", new { running });
        answer.EnsureSuccessStatusCode();
        await Eventually.IsTrueAsync($"the limit is {running}", async () => await InvokersAsync() is { Count: 2 } both && both.All(invoker => Limit(invoker) == running), TimeSpan.FromSeconds(15));
    }

    /// <summary>Starts one that a failed test has killed, and deploys until both invokers have containers.</summary>
    /// <returns>A function of the invoker that leads, one of the other's, and that invoker.</returns>
    private async Task<(string Leaders, string Others, int Other)> SpreadAsync()
    {
        deployment.StartEndedInvokers();
        await Eventually.IsTrueAsync("there are two invokers and one leads", async () => await InvokersAsync() is { Count: 2 } both && both.Count(Leads) == 1, otherwise: () => deployment.Output);
        for (var round = 0; round < 12; round++)
        {
            var locations = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => (await deployment.InvokeAsync(await deployment.DeployAsync(Work, limits: new { concurrency = 6 }), prefer: "respond-async")).Headers["Location"]));
            foreach (var location in locations) await deployment.EndOfAsync(location);
            var all = await Eventually.GetAsync("both tell their state", async () => await InvokersAsync() is { Count: 2 } both && both.Count(Leads) == 1 ? both : null);
            var (leader, other) = (all.Single(Leads), all.Single(invoker => !Leads(invoker)));
            if (Warm(leader) is { } leaders && Warm(other) is { } others) return (leaders, others, deployment.InvokerAt(new(other.GetProperty("address").GetString()!)));
        }
        throw new TimeoutException($"One invoker got all functions:\n{deployment.Output}");
    }

    private async Task<IReadOnlyList<JsonElement>> InvokersAsync() => [.. (await deployment.GetAsync("/system")).Json.GetProperty("invokers").EnumerateArray()];

    private async Task<IReadOnlyList<JsonElement>> SharesAsync() => [.. (await InvokersAsync()).SelectMany(invoker => invoker.GetProperty("namespaces").EnumerateArray())];

    private static int? Limit(JsonElement invoker) =>
        invoker.GetProperty("namespaces").EnumerateArray().Select(share => (int?)share.GetProperty("limit").GetInt32()).FirstOrDefault();

    private static bool Leads(JsonElement invoker) => invoker.TryGetProperty("capacity", out var capacity) && capacity.ValueKind == JsonValueKind.Object && capacity.GetProperty("subscribed").GetBoolean();

    private static string? Warm(JsonElement invoker) =>
        invoker.GetProperty("containers").EnumerateArray().Select(container => container.GetProperty("function").GetString()!.Split('/')[^1]).FirstOrDefault();

    private static string? State(Answer answer) => answer.Json.TryGetProperty("state", out var state) ? state.GetString() : null;

    private static long From(JsonElement run) => run.GetProperty("from").GetInt64();

    private static long To(JsonElement run) => run.GetProperty("to").GetInt64();
}
