using System.Net;
using Faas.Contracts;

namespace Faas.Gateway.Tests.Invocations;

public sealed class WishesTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Theory, InlineData("delay=3600"), InlineData("delay=0.5&priority=low"), InlineData("notBefore=2026-11-30T00:00:00Z")]
    public async Task What_is_put_off_is_accepted_and_tells_when_it_is_due(string query)
    {
        var name = await gateway.DeployAsync();
        if (query.StartsWith("notBefore", StringComparison.Ordinal)) query = $"notBefore={TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-ddTHH:mm:ssZ}";

        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations?{query}", "{}");

        Assert.Equal((HttpStatusCode.Accepted, "respond-async"), (answer.Status, answer.Headers["Preference-Applied"]));
        var shown = (await gateway.SendAsync("GET", answer.Headers["Location"])).Json;
        Assert.Equal("delayed", shown.GetProperty("state").GetString());
        Assert.True(shown.GetProperty("dueAt").GetDateTimeOffset() > shown.GetProperty("acceptedAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("priority=urgent"), InlineData("delay=-1"), InlineData("delay=x"), InlineData("delay=2592001"), InlineData("delay=NaN"), InlineData("notBefore=soon"), InlineData("notBefore=2999-01-01T00:00:00Z"), InlineData("dealy=5")]
    public async Task A_wish_that_is_none_is_refused(string query)
    {
        var answer = await gateway.SendAsync("POST", $"/functions/any/invocations?{query}", "{}");
        Assert.Equal((HttpStatusCode.BadRequest, "urn:faas:invalid"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task The_same_key_and_body_mean_the_same_invocation()
    {
        var (name, runs) = (await gateway.DeployAsync(), 0);
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (_, _) => (Outcome.Success, System.Text.Encoding.UTF8.GetBytes($$"""{"run":{{Interlocked.Increment(ref runs)}}}"""), null));

        var first = await InvokeAsync("{}");
        var second = await InvokeAsync("{}");
        var other = await InvokeAsync("""{"a":1}""");
        var asynchronous = await InvokeAsync("{}", ("Prefer", "respond-async"));

        Assert.Equal(("""{"run":1}""", """{"run":1}"""), (first.Body, second.Body));
        Assert.Equal(first.Headers["X-Invocation-Id"], second.Headers["X-Invocation-Id"]);
        Assert.Equal((false, "true"), (first.Headers.ContainsKey("Idempotent-Replayed"), second.Headers["Idempotent-Replayed"]));
        Assert.Equal(((HttpStatusCode)422, "urn:faas:idempotency-key-reused"), (other.Status, other.Type));
        Assert.Equal((HttpStatusCode.Accepted, first.Headers["Location"]), (asynchronous.Status, asynchronous.Headers["Location"]));
        Task<Answer> InvokeAsync(string body, params (string, string)[] headers) => gateway.SendAsync("POST", $"/functions/{name}/invocations", body, [("Idempotency-Key", "k1"), .. headers]);
    }

    [Fact]
    public async Task A_key_too_long_is_refused() =>
        Assert.Equal("urn:faas:invalid", (await gateway.SendAsync("POST", "/functions/any/invocations", "{}", ("Idempotency-Key", new string('x', 257)))).Type);

    [Theory, InlineData("""{"ratePerSecond":1}""", "rate-exceeded", "function.ratePerSecond"), InlineData("""{"queueLength":1}""", "queue-full", "function.queueLength")]
    public async Task A_limit_that_refuses_is_named_and_says_when_to_try_again(string limits, string type, string limit)
    {
        var name = $"f{Guid.NewGuid():N}";
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync("POST", "/functions", $$"""{"name":"{{name}}","kind":"nodejs:default","code":"x","limits":{{limits}}}""")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async"))).Status);

        var refused = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}");

        Assert.Equal((HttpStatusCode.TooManyRequests, $"urn:faas:{type}", limit, "1"), (refused.Status, refused.Type, refused.Json.GetProperty("limit").GetString(), refused.Headers["Retry-After"]));
    }
}
