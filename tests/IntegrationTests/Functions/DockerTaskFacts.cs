using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Functions whose containers are plain Docker tasks.</summary>
public sealed class DockerTaskFacts(DockerTaskDeployment deployment) : IClassFixture<DockerTaskDeployment>
{
    [Fact]
    public async Task An_image_is_deployed_and_invoked_stays_warm_and_its_task_ends_when_it_is_idle()
    {
        await MakeContractImageAsync();
        var name = await deployment.DeployImageAsync("contract");
        var first = await deployment.InvokeAsync(name, """{"n":1}""");
        Assert.True(first.Status == 200, $"{first.Body}\n{deployment.Output}");
        Assert.Equal("""{"code": null, "n": 1}""", first.Body);
        Assert.Equal("""{"code": null, "n": 2}""", (await deployment.InvokeAsync(name, """{"n":2}""")).Body);
        Assert.Single(await ContainersAsync("contract"));
        // Its lines are where Mesos keeps them.
        Assert.Contains("called with {'n': 2}", deployment.ExecutorOutput, StringComparison.Ordinal);
        await Eventually.IsTrueAsync("the idle container's task ends", async () => (await ContainersAsync("contract")).Length == 0, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_kind_is_the_image_that_the_configuration_names_and_gets_its_code()
    {
        await MakeContractImageAsync();
        var name = await deployment.DeployAsync("def main(args): pass", "python:default");
        var answer = await deployment.InvokeAsync(name);
        Assert.True(answer.Status == 200, $"{answer.Body}\n{deployment.InvokerOutput}");
        Assert.Equal("""{"code": "def main(args): pass"}""", answer.Body);
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_a_clear_error()
    {
        SkipWithoutEngine();
        var answer = await deployment.InvokeAsync(await deployment.DeployImageAsync("127.0.0.1:1/no/such:1"));
        Assert.True(answer.Status == 502, $"{answer.Body}\n{deployment.Output}");
        Assert.Equal("urn:faas:could-not-start", answer.Type);
        Assert.Contains("The image 127.0.0.1:1/no/such:1 could not be started: ", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_never_listens_is_a_clear_error()
    {
        SkipWithoutEngine();
        await deployment.Engine.MakePythonImageAsync("deaf", "import time; time.sleep(1000)");
        var answer = await deployment.InvokeAsync(await deployment.DeployImageAsync("deaf"));
        Assert.True(answer.Status == 502, $"{answer.Body}\n{deployment.Output}");
        Assert.Equal("urn:faas:could-not-start", answer.Type);
        Assert.Contains("does not listen on port 8080", answer.Body, StringComparison.Ordinal);
        await Eventually.IsTrueAsync("its container is taken down", async () => (await ContainersAsync("deaf")).Length == 0);
    }

    [Fact]
    public async Task A_container_that_is_killed_is_replaced()
    {
        await MakeContractImageAsync();
        var name = await deployment.DeployImageAsync("contract", new { limits = new { memoryMiB = 192 } });
        var first = await deployment.InvokeAsync(name);
        Assert.True(first.Status == 200, $"{first.Body}\n{deployment.InvokerOutput}");
        foreach (var container in await ContainersAsync("contract")) await deployment.Engine.DockerAsync("kill", container);
        // Docker's proxy may take one more for the container that is gone, and hang up on it.
        await Eventually.IsTrueAsync("it is replaced", async () =>
        {
            var next = await deployment.EndOfAsync((await deployment.InvokeAsync(name, prefer: "respond-async")).Headers["Location"]);
            return next.GetProperty("outcome").GetString() == "success";
        });
    }

    [Fact]
    public async Task A_function_that_may_reach_nothing_is_refused_with_the_reason()
    {
        await MakeContractImageAsync();
        var answer = await deployment.InvokeAsync(await deployment.DeployImageAsync("contract", new { limits = new { network = "none" } }));
        Assert.True(answer.Status == 502, $"{answer.Body}\n{deployment.Output}");
        Assert.Equal("urn:faas:could-not-start", answer.Type);
        Assert.Contains("cannot be kept from the network", answer.Body, StringComparison.Ordinal);
    }

    private void SkipWithoutEngine() => Assert.SkipWhen(deployment.Engine.Missing is not null, $"{deployment.Engine.Missing}");

    private Task MakeContractImageAsync()
    {
        SkipWithoutEngine();
        return deployment.Engine.MakeContractImageAsync();
    }

    private async Task<string[]> ContainersAsync(string image) =>
        (await deployment.Engine.DockerAsync("ps", "--quiet", "--filter", $"ancestor={image}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
