using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Executors over the life of an installation: their version changes.</summary>
public sealed class ExecutorFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    private const string Slow = "exports.main = async p => { await new Promise(done => setTimeout(done, p.ms)); return {n: p.n} }";
    private const string Ending = "Application is shutting down";

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

    private List<string> Alive() => [.. deployment.Executors.Where(executor => !executor.Value.Contains(Ending, StringComparison.Ordinal)).Select(executor => executor.Key)];
}
