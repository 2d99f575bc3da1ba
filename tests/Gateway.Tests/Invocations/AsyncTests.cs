using System.Net;
using Faas.Contracts;

namespace Faas.Gateway.Tests.Invocations;

public sealed class AsyncTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Fact]
    public async Task An_asynchronous_invocation_tells_its_state_result_and_logs()
    {
        var name = await gateway.DeployAsync();
        var accepted = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async"));
        Assert.Equal((HttpStatusCode.Accepted, "respond-async"), (accepted.Status, accepted.Headers["Preference-Applied"]));
        var location = accepted.Headers["Location"];

        var queued = await gateway.SendAsync("GET", location);
        Assert.Equal(("queued", false), (queued.Json.GetProperty("state").GetString(), queued.Json.TryGetProperty("outcome", out _)));
        Assert.Equal("urn:faas:not-finished", (await gateway.SendAsync("GET", $"{location}/result")).Type);
        Assert.Equal("urn:faas:not-finished", (await gateway.SendAsync("GET", $"{location}/logs")).Type);

        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (_, _) => (Outcome.Success, """{"ok":true}"""u8.ToArray(), null));
        var done = (await gateway.SendAsync("GET", location)).Json;
        Assert.Equal(("done", "success", "warm", name), (Text("state"), Text("outcome"), Text("start"), Text("function")));
        Assert.Equal(1.5, done.GetProperty("timings").GetProperty("runMs").GetDouble());
        Assert.Equal("""{"ok":true}""", done.GetProperty("result").GetRawText());
        Assert.Equal(["t stdout: one", "t stderr: two"], done.GetProperty("logs").EnumerateArray().Select(line => line.GetString()));
        Assert.Equal(accepted.Headers["Traceresponse"].Split('-')[1], Text("traceId"));
        Assert.Equal("""{"ok":true}""", (await gateway.SendAsync("GET", $"{location}/result")).Body);
        Assert.Equal("t stdout: one\nt stderr: two\n", (await gateway.SendAsync("GET", $"{location}/logs")).Body);
        string? Text(string member) => done.GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_caller_that_waits_gets_the_result_when_it_comes_in_time()
    {
        var name = await gateway.DeployAsync(Outcome.Success, """{"ok":true}""");
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "wait=30"));
        Assert.Equal((HttpStatusCode.OK, "wait=30"), (answer.Status, answer.Headers["Preference-Applied"]));
    }

    [Fact]
    public async Task A_caller_that_waits_is_told_where_to_ask_when_it_does_not()
    {
        var name = await gateway.DeployAsync();
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async, wait=0"));
        Assert.Equal((HttpStatusCode.Accepted, "respond-async, wait=0"), (answer.Status, answer.Headers["Preference-Applied"]));
        Assert.Equal("queued", (await gateway.SendAsync("GET", answer.Headers["Location"])).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_invocation_without_a_result_says_so()
    {
        var name = await gateway.DeployAsync(Outcome.Crashed, "", "exit code 3");
        var failed = await gateway.SendAsync("POST", $"/functions/{name}/invocations");
        Assert.Equal("urn:faas:no-result", (await gateway.SendAsync("GET", $"{failed.Headers["Location"]}/result")).Type);
        Assert.Equal("exit code 3", (await gateway.SendAsync("GET", failed.Headers["Location"])).Json.GetProperty("reason").GetString());
    }

    [Theory, InlineData("01a2081eb36174fba0c13e3150d9180f", 404), InlineData("nonsense", 400)]
    public async Task An_id_that_is_none_is_told_so(string id, int status) => Assert.Equal(status, (int)(await gateway.SendAsync("GET", $"/invocations/{id}")).Status);
}
