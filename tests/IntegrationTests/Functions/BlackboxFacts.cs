using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Images of users, from POST to logs.</summary>
public sealed class BlackboxFacts(DockerDeployment deployment) : IClassFixture<DockerDeployment>
{
    [Fact]
    public async Task An_image_of_the_users_own_is_deployed_and_invoked_and_its_lines_are_kept()
    {
        await MakeContractImageAsync();
        var name = await DeployAsync("contract");
        var shown = (await deployment.GetAsync($"/functions/{name}")).Json;
        Assert.Equal(("blackbox", "docker.io/library/contract:latest"), (shown.GetProperty("kind").GetString(), shown.GetProperty("image").GetString()));
        Assert.False(shown.TryGetProperty("code", out var code) && code.ValueKind != JsonValueKind.Null);
        for (var n = 0; n < 3; n++)
        {
            var answer = await deployment.InvokeAsync(name, $$"""{"n":{{n}}}""");
            Assert.True(answer.Status == 200, $"{answer.Body}\n{deployment.Output}\n{deployment.ExecutorOutput}");
            Assert.Equal($$"""{"code": null, "n": {{n}}}""", answer.Body);
            Assert.Contains($$"""stdout: called with {'n': {{n}}}""", (await deployment.GetAsync($"{answer.Headers["Location"]}/logs")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Code_goes_to_the_image_as_it_was_uploaded()
    {
        await MakeContractImageAsync();
        var name = await DeployAsync("contract", new { code = "f0VMRg==", binary = true });
        Assert.Equal("""{"code": "f0VMRg=="}""", (await deployment.InvokeAsync(name)).Body);
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_a_clear_error()
    {
        SkipWithoutEngine();
        var answer = await deployment.InvokeAsync(await DeployAsync("127.0.0.1:1/no/such:1"));
        Assert.Equal((502, "urn:faas:could-not-start"), (answer.Status, answer.Type));
        Assert.Contains("The image 127.0.0.1:1/no/such:1 could not be pulled: ", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invocation_tells_how_far_the_pull_is_that_it_waits_for_and_the_system_lists_images()
    {
        SkipWithoutEngine();
        var image = await deployment.Registry.TakeAsync(await deployment.Engine.MakeSmallImageAsync("small"));
        deployment.Registry.Hold();
        var accepted = await deployment.InvokeAsync(await DeployAsync(image), prefer: "respond-async");
        await Eventually.IsTrueAsync("the invocation says that its image is being pulled", async () =>
            (await deployment.GetAsync(accepted.Headers["Location"])).Json is var shown && shown.TryGetProperty("reason", out var reason) && reason.GetString() is { } text
            && text.StartsWith($"The image {image} is being pulled: ", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        deployment.Registry.LetGo();
        var end = await deployment.EndOfAsync(accepted.Headers["Location"]);
        // It has come, and there is nothing in it to be started.
        Assert.Equal("could-not-start", end.GetProperty("outcome").GetString());
        await Eventually.IsTrueAsync("the system lists the image", async () => (await deployment.GetAsync("/system")).Body.Contains($$"""{"image":"{{image}}","state":"present""", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
    }

    private void SkipWithoutEngine() => Assert.SkipWhen(deployment.Engine.Missing is not null, $"{deployment.Engine.Missing}");

    private Task MakeContractImageAsync()
    {
        SkipWithoutEngine();
        return deployment.Engine.MakeContractImageAsync();
    }

    private Task<string> DeployAsync(string image, object? extra = null) => deployment.DeployImageAsync(image, extra);
}
