using System.Net;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Faas.Gateway.Tests;

public sealed class NamespacesTests(Keyless gateway) : IClassFixture<Keyless>
{
    [Theory, InlineData("ratePerSecond", "rate-exceeded"), InlineData("queueLength", "queue-full")]
    public async Task A_limit_holds_for_all_functions_of_the_namespace_together(string limit, string type)
    {
        string[] names = [await gateway.DeployAsync(), await gateway.DeployAsync()];
        var before = limit == "queueLength" ? await gateway.Services.GetRequiredService<NamespaceStore>().CountWaitingAsync("guest", TestContext.Current.CancellationToken) : 0;
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("PUT", "/namespaces/guest/limits", $$"""{"{{limit}}":{{before + 3}}}""")).Status);
        Assert.Equal(before + 3, (await gateway.SendAsync("GET", "/namespaces/guest/limits")).Json.GetProperty(limit).GetInt64());

        var refused = await RefusedAsync(names);

        Assert.Equal(($"urn:faas:{type}", $"namespace.{limit}", "1"), (refused.Type, refused.Json.GetProperty("limit").GetString(), refused.Headers["Retry-After"]));
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", "/namespaces/guest/limits")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await InvokeAsync(names[0])).Status);
        Assert.False((await gateway.SendAsync("GET", "/namespaces/guest/limits")).Json.TryGetProperty(limit, out _));
    }

    [Fact]
    public async Task How_many_may_run_at_a_time_is_kept_with_the_other_limits()
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("PUT", "/namespaces/other/limits", """{"running":3}""")).Status);
        Assert.Equal("""{"namespace":"other","running":3}""", (await gateway.SendAsync("GET", "/namespaces/other/limits")).Body);
    }

    [Theory, InlineData("""{"running":0}"""), InlineData("""{"running":100001}"""), InlineData("""{"ratePerSecond":0}"""), InlineData("""{"queueLength":1.5}"""), InlineData("""{"rate":5}"""), InlineData("[]")]
    public async Task A_limit_that_is_none_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("PUT", "/namespaces/other/limits", body)).Status);

    /// <summary>The first refusal; permits come back while we ask, so it takes more than three requests, but not many more.</summary>
    private async Task<Answer> RefusedAsync(string[] names)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (await InvokeAsync(names[i % 2]) is { Status: HttpStatusCode.TooManyRequests } refused) return refused;
        }
        throw new InvalidOperationException("A thousand were accepted.");
    }

    private Task<Answer> InvokeAsync(string name) => gateway.SendAsync("POST", $"/functions/{name}/invocations", "{}", ("Prefer", "respond-async"));
}
