using System.Net;
using System.Text;
using Faas.Contracts;

namespace Faas.Gateway.Tests.Invocations;

public sealed class InvokeTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Fact]
    public async Task The_result_passes_through_byte_for_byte()
    {
        var name = await gateway.DeployAsync(Outcome.Success, "{ \"a\" : 1.0e0 }\n");
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", """{"name":"World"}""");
        Assert.Equal((HttpStatusCode.OK, "{ \"a\" : 1.0e0 }\n", "application/json"), (answer.Status, answer.Body, answer.Headers["Content-Type"]));
        Assert.Matches("^[0-9a-f]{32}$", answer.Headers["X-Invocation-Id"]);
        Assert.Equal($"/invocations/{answer.Headers["X-Invocation-Id"]}", answer.Headers["Location"]);
        Assert.Equal("queue;dur=0.250, start;dur=0.000;desc=warm, init;dur=0.000, run;dur=1.500", answer.Headers["Server-Timing"]);
    }

    [Theory, InlineData("", "{}"), InlineData(" \n", "{}"), InlineData("{\"a\":[1]}", "{\"a\":[1]}")]
    public async Task The_function_gets_the_body_and_an_empty_object_for_none(string body, string payload)
    {
        var (name, seen) = (await gateway.DeployAsync(), new TaskCompletionSource<string>());
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (got, _) =>
        {
            seen.TrySetResult(got);
            return (Outcome.Success, "{}"u8.ToArray(), null);
        });
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("POST", $"/functions/{name}/invocations", body)).Status);
        Assert.Equal(payload, await seen.Task);
    }

    [Fact]
    public async Task A_callers_trace_goes_on_into_the_queue()
    {
        const string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var (name, seen) = (await gateway.DeployAsync(), new TaskCompletionSource<string>());
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (_, traceParent) =>
        {
            seen.TrySetResult(traceParent);
            return (Outcome.Success, "{}"u8.ToArray(), null);
        });
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("traceparent", trace));
        Assert.Equal((trace, trace), (await seen.Task, answer.Headers["Traceresponse"]));
    }

    [Theory]
    [InlineData(Outcome.FunctionError, 502), InlineData(Outcome.InitError, 502), InlineData(Outcome.OutOfMemory, 502), InlineData(Outcome.Crashed, 502)]
    [InlineData(Outcome.CouldNotStart, 502), InlineData(Outcome.ResultTooLarge, 502), InlineData(Outcome.OutcomeUnknown, 502), InlineData(Outcome.PlatformLost, 502)]
    [InlineData(Outcome.TimedOut, 504), InlineData(Outcome.NoCapacity, 503), InlineData(Outcome.FunctionDeleted, 404), InlineData(Outcome.Cancelled, 409), InlineData(Outcome.LimitReached, 429)]
    public async Task Each_outcome_has_its_status_and_type(Outcome outcome, int status)
    {
        var name = await gateway.DeployAsync(outcome, "", "because");
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}");
        Assert.Equal((status, $"urn:faas:{KebabCase<Outcome>.Name(outcome)}", "because"), ((int)answer.Status, answer.Type, answer.Json.GetProperty("detail").GetString()));
        Assert.Contains("run;dur=", answer.Headers["Server-Timing"], StringComparison.Ordinal);
        Assert.True(answer.Headers.ContainsKey("X-Invocation-Id"));
    }

    [Theory, InlineData("""{"error":{"code":7}}""", """{"code":7}"""), InlineData("[1]", "[1]"), InlineData("no json", null)]
    public async Task The_functions_own_error_is_told(string result, string? error)
    {
        var name = await gateway.DeployAsync(Outcome.FunctionError, result, "boom");
        var answer = await gateway.SendAsync("POST", $"/functions/{name}/invocations");
        Assert.Equal(error, answer.Json.TryGetProperty("error", out var told) ? told.GetRawText() : null);
    }

    [Theory]
    [InlineData("[1,2]", "not an array"), InlineData("3", "not a number"), InlineData("\"x\"", "not a string"), InlineData("null", "not null")]
    [InlineData("{\"a\":", "line 1, byte 6"), InlineData("{}x", "line 1, byte 3"), InlineData("name=World", "line 1, byte 2")]
    public async Task A_body_that_is_no_object_is_refused_with_where(string body, string says)
    {
        var answer = await gateway.SendAsync("POST", "/functions/any/invocations", body);
        Assert.Equal((HttpStatusCode.BadRequest, "urn:faas:bad-request"), (answer.Status, answer.Type));
        Assert.Contains(says, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_function_is_not_found() =>
        Assert.Equal("urn:faas:unknown-function", (await gateway.SendAsync("POST", "/functions/nobody/invocations", "{}")).Type);

    [Fact]
    public async Task A_payload_over_one_mebibyte_is_too_large()
    {
        var answer = await gateway.SendAsync("POST", "/functions/any/invocations", $"{{\"a\":\"{new string('x', 1 << 20)}\"}}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "urn:faas:too-large"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task A_payload_of_one_mebibyte_arrives_whole()
    {
        var name = await gateway.DeployAsync();
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse(name, null)), (payload, _) => (Outcome.Success, Encoding.UTF8.GetBytes(payload), null));
        var body = $"{{\"a\":\"{new string('x', (1 << 20) - 8)}\"}}";
        Assert.Equal(body, (await gateway.SendAsync("POST", $"/functions/{name}/invocations", body)).Body);
    }

    [Fact]
    public async Task A_form_with_parts_is_not_understood()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        using var form = new MultipartFormDataContent { { new StringContent("World"), "name" } };
        using var response = await gateway.Client.PostAsync("/functions/any/invocations", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_function_in_a_package_is_invoked_there()
    {
        Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync("POST", "/packages/tools/functions", """{"name":"saw","kind":"nodejs:default","code":"x"}""")).Status);
        await gateway.Worker.ServeAsync(new("guest", FunctionName.Parse("tools/saw", null)), (_, _) => (Outcome.Success, "{}"u8.ToArray(), null));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("POST", "/packages/tools/functions/saw/invocations")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.SendAsync("POST", "/functions/saw/invocations")).Status);
    }
}
