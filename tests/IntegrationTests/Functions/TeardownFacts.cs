using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>The end of a framework, on an operator's word alone.</summary>
public sealed class TeardownFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    [Fact]
    public async Task The_command_teardown_ends_the_framework_of_invokers_that_are_stopped_and_the_next_begins_anew()
    {
        var function = await deployment.DeployAsync("exports.main = () => ({ok: true})");
        Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
        var framework = await FrameworkAsync();

        await deployment.Invoker(0).TerminateAsync();
        var (status, output) = await deployment.RunInvokerCommandAsync("teardown");

        Assert.True(status == 0, output);
        Assert.Contains($"Framework {framework} is gone.", output, StringComparison.Ordinal);
        deployment.StartInvoker();
        Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
        Assert.NotEqual(framework, await FrameworkAsync());
    }

    private async Task<string> FrameworkAsync() => await Eventually.GetAsync("an invoker leads", async () =>
        (await deployment.GetAsync("/system")).Json.GetProperty("invokers").EnumerateArray()
            .Select(invoker => invoker.TryGetProperty("capacity", out var capacity) ? capacity.GetProperty("frameworkId").GetString() : null).FirstOrDefault(id => id is not null), otherwise: () => deployment.Output);
}
