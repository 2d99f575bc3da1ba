using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Executors over the life of an installation: their agent restarts, their version changes.</summary>
public sealed class ExecutorFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    private const string Slow = "exports.main = async p => { await new Promise(done => setTimeout(done, p.ms)); return {n: p.n} }";
    private const string Ending = "Application is shutting down";

    [Fact]
    public async Task A_run_goes_on_while_its_agent_restarts_and_its_container_stays_warm()
    {
        var name = await deployment.DeployAsync(Slow);
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"n":1,"ms":1}""")).Status);
        var executors = Alive();
        using var http = new HttpClient { BaseAddress = deployment.MesosFaults };
        var agents = await http.GetFromJsonAsync<JsonElement>("", TestContext.Current.CancellationToken);

        var run = deployment.InvokeAsync(name, """{"n":2,"ms":3000}""");
        foreach (var agent in agents.EnumerateObject())
            (await http.PostAsync(new Uri($"agents/{agent.Name}/restart?awaySeconds=1", UriKind.Relative), null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var answer = await run;
        Assert.Equal((200, """{"n":2}"""), (answer.Status, answer.Body));
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"n":3,"ms":1}""")).Status);
        Assert.Equal(executors, Alive());
        Assert.Contains(deployment.Executors.Values, output => output.Split("Subscribed as executor").Length > 2);
    }

    [Fact]
    public async Task A_new_version_is_a_new_executor_and_the_old_one_empties_and_ends()
    {
        var name = await deployment.DeployAsync(Slow);
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"n":1,"ms":1}""")).Status);
        var old = Assert.Single(Alive());
        var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => deployment.InvokeAsync(name, $$"""{"n":{{n}},"ms":50}""", prefer: "respond-async")));

        deployment.MoreSettings["Mesos:Executor:Environment:VERSION"] = "another";
        await deployment.RestartInvokerAsync();

        foreach (var answer in accepted) Assert.Equal("success", (await deployment.EndOfAsync(answer.Headers["Location"])).GetProperty("outcome").GetString());
        await Eventually.IsTrueAsync("the old executor ends", () => Task.FromResult(!Alive().Contains(old)));
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"n":1,"ms":1}""")).Status);
        Assert.NotEqual(old, Assert.Single(Alive()));
    }

    [Fact]
    public async Task An_invoker_that_agents_do_not_reach_is_told_so_by_name_of_the_setting()
    {
        deployment.MoreSettings["Invoker:Address"] = "http://127.0.0.1:1";
        await deployment.RestartInvokerAsync();
        try
        {
            await Eventually.IsTrueAsync("the log names the direction", () => Task.FromResult(
                deployment.InvokerOutput.Contains("cannot reach this invoker at http://127.0.0.1:1", StringComparison.Ordinal)
                && deployment.InvokerOutput.Contains("Set Invoker:Address", StringComparison.Ordinal)));
        }
        finally
        {
            deployment.MoreSettings.Remove("Invoker:Address");
            await deployment.RestartInvokerAsync();
        }
    }

    private List<string> Alive() => [.. deployment.Executors.Where(executor => !executor.Value.Contains(Ending, StringComparison.Ordinal)).Select(executor => executor.Key)];
}
