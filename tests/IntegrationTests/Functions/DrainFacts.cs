using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>An operator drains the agent on which functions run.</summary>
public sealed class DrainFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    private const string Work = "let running = 0; exports.main = async p => { if (p.ms) { running++; await new Promise(done => setTimeout(done, p.ms)); running-- } return {running} }";

    [Fact]
    public async Task Within_its_grace_what_runs_there_is_answered()
    {
        var name = await deployment.DeployAsync(Work);
        Assert.Equal(200, (await deployment.InvokeAsync(name)).Status);
        var location = await BeginAsync(name, 4_000);

        await DrainAsync("drain?graceSeconds=60");

        var record = await deployment.EndOfAsync(location);
        Assert.Equal(("success", 1), (record.GetProperty("outcome").GetString(), record.GetProperty("attempt").GetInt32()));
        await ServesAgainAsync(name);
    }

    [Fact]
    public async Task Beyond_it_what_was_accepted_is_run_again_and_nobody_is_told_that_it_crashed()
    {
        // Of two in a container that takes one at a time the second would only wait there.
        var name = await deployment.DeployAsync(Work, limits: new { concurrency = 3 });
        Assert.Equal(200, (await deployment.InvokeAsync(name)).Status);
        var waiting = deployment.InvokeAsync(name, """{"ms":50000}""");
        var location = await BeginAsync(name, 12_000);
        await Eventually.IsTrueAsync("both have begun", async () => (await deployment.InvokeAsync(name)).Json.GetProperty("running").GetInt32() == 2);

        await DrainAsync("drain?graceSeconds=0");
        await Eventually.IsTrueAsync("the caller is answered", () => Task.FromResult(waiting.IsCompleted));
        await ServesAgainAsync(name);

        Assert.Equal((502, "urn:faas:outcome-unknown"), ((await waiting).Status, (await waiting).Type));
        var record = await deployment.EndOfAsync(location);
        Assert.Equal("success", record.GetProperty("outcome").GetString());
        // What begins again before the last slot there has ended is lost with that one.
        Assert.True(record.GetProperty("attempt").GetInt32() > 1, $"{record}");
    }

    private async Task<string> BeginAsync(string name, int ms)
    {
        var location = (await deployment.InvokeAsync(name, $$"""{"ms":{{ms}}}""", prefer: "respond-async")).Headers["Location"];
        await Eventually.IsTrueAsync("it runs", async () => (await deployment.GetAsync(location)).Json.GetProperty("state").GetString() == "running");
        return location;
    }

    private async Task ServesAgainAsync(string name)
    {
        await DrainAsync("reactivate");
        Assert.Equal(200, (await deployment.InvokeAsync(name)).Status);
    }

    private async Task DrainAsync(string what)
    {
        using var http = new HttpClient { BaseAddress = deployment.MesosFaults };
        var agents = await http.GetFromJsonAsync<JsonElement>("", TestContext.Current.CancellationToken);
        foreach (var agent in agents.EnumerateObject())
            (await http.PostAsync(new Uri($"agents/{agent.Name}/{what}", UriKind.Relative), null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
