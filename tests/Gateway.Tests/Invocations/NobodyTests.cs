using System.Net;

namespace Faas.Gateway.Tests.Invocations;

/// <summary>A gateway without an invoker, and one whose queues are short.</summary>
public sealed class Lonely(RedisServer redis) : RunningGateway(redis, "--Gateway:NoKeys=true", "--Gateway:StartWithin=00:00:00.100", "--Storage:QueueLength=1");

public sealed class NobodyTests(Lonely gateway) : IClassFixture<Lonely>
{
    [Fact]
    public async Task Where_no_invoker_lives_the_caller_is_told_after_a_while()
    {
        var answer = await gateway.SendAsync("POST", $"/functions/{await gateway.DeployAsync()}/invocations", "{}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:faas:no-capacity", "1"), (answer.Status, answer.Type, answer.Headers["Retry-After"]));
        Assert.True(answer.Headers.ContainsKey("X-Invocation-Id"));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_names_its_limit()
    {
        var name = await gateway.DeployAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async"))).Status);
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}");
        Assert.Equal((HttpStatusCode.TooManyRequests, "urn:faas:queue-full", "function.queueLength"), (answer.Status, answer.Type, answer.Json.GetProperty("limit").GetString()));
        Assert.True(answer.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task It_is_ready_and_says_what_is_missing()
    {
        var answer = await gateway.SendAsync("GET", "/health/ready");
        Assert.Equal((HttpStatusCode.OK, "Degraded", "No invoker lives."),
            (answer.Status, answer.Json.GetProperty("status").GetString(), answer.Json.GetProperty("checks").GetProperty("capacity").GetProperty("description").GetString()));
    }
}
