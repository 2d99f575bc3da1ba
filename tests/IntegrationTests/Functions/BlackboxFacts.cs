using System.Net.Http.Json;
using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Images of users, from POST to logs.</summary>
public sealed class BlackboxFacts(DockerDeployment deployment) : IClassFixture<DockerDeployment>
{
    private const string Contract = """
        import json, sys
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Contract(BaseHTTPRequestHandler):
            code = None
            def log_message(self, *args): pass
            def do_POST(self):
                value = json.loads(self.rfile.read(int(self.headers['Content-Length'])))['value']
                if self.path == '/init': Contract.code = value.get('code'); answer = {}
                else: print('called with', value); answer = {'code': Contract.code, **value}
                for stream in (sys.stdout, sys.stderr): print('XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX', file=stream, flush=True)
                body = json.dumps(answer).encode()
                self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
        HTTPServer(('0.0.0.0', 8080), Contract).serve_forever()
        """;

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

    private async Task MakeContractImageAsync()
    {
        SkipWithoutEngine();
        await deployment.Engine.MakeImageAsync("python-alone", "/usr/bin/python3", "/bin/sh");
        var container = await deployment.Engine.DockerAsync("create", "python-alone", "/usr/bin/python3", "-S", "-c", Contract);
        await deployment.Engine.DockerAsync("commit", container, "contract");
        await deployment.Engine.DockerAsync("rm", container);
    }

    private async Task<string> DeployAsync(string image, object? extra = null)
    {
        var name = Deployment.NewName();
        var body = new Dictionary<string, object?> { ["name"] = name, ["kind"] = "blackbox", ["image"] = image };
        foreach (var property in extra?.GetType().GetProperties() ?? []) body[property.Name] = property.GetValue(extra);
        using var response = await deployment.Client.PostAsJsonAsync("/functions", body);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{deployment.Output}");
        return name;
    }
}
