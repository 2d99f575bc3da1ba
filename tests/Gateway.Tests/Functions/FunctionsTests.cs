using System.Net;

namespace Faas.Gateway.Tests.Functions;

public sealed class FunctionsTests(Keyless gateway) : IClassFixture<Keyless>
{
    private const string Body = """{"kind":"nodejs:default","code":"exports.main = () => ({})"}""";

    [Fact]
    public async Task A_created_function_is_there_with_its_code_and_its_kind_resolved()
    {
        var created = await gateway.SendAsync("POST", "/functions", """{"name":"mine","kind":"nodejs:default","code":"exports.main = p => p","parameters":{"a":1},"environment":{"B":"2"},"annotations":{"c":3},"limits":{"memoryMiB":128}}""");
        Assert.Equal((HttpStatusCode.Created, "/functions/mine"), (created.Status, created.Headers["Location"]));
        var shown = await gateway.SendAsync("GET", "/functions/mine");
        Assert.Equal((created.Body, created.Headers["ETag"]), (shown.Body, shown.Headers["ETag"]));
        Assert.Equal(("nodejs:20", 128), (shown.Json.GetProperty("kind").GetString(), shown.Json.GetProperty("limits").GetProperty("memoryMiB").GetInt32()));
        Assert.Equal("exports.main = p => p", (await gateway.SendAsync("GET", "/functions/mine/code")).Body);
        Assert.Equal(HttpStatusCode.NotModified, (await gateway.SendAsync("GET", "/functions/mine", null, ("If-None-Match", shown.Headers["ETag"]))).Status);
        Assert.Equal("urn:faas:function-exists", (await gateway.SendAsync("POST", "/functions", """{"name":"mine","kind":"nodejs:default","code":"x"}""")).Type);
        Assert.Equal("exports.main = p => p", (await gateway.SendAsync("GET", "/functions/mine/code")).Body);
    }

    [Fact]
    public async Task Put_creates_then_replaces_and_lets_go_of_the_old_code()
    {
        var first = await gateway.SendAsync("PUT", "/functions/put", Body);
        var second = await gateway.SendAsync("PUT", "/functions/put", """{"kind":"nodejs:default","code":"other"}""");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, 2), (first.Status, second.Status, second.Json.GetProperty("version").GetInt32()));
        Assert.NotEqual(first.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal("other", (await gateway.SendAsync("GET", "/functions/put/code")).Body);
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync("PUT", "/functions/put", """{"kind":"nodejs:default","code":"other"}""")).Status);
        Assert.Equal("other", (await gateway.SendAsync("GET", "/functions/put/code")).Body);
    }

    [Fact]
    public async Task Preconditions_hold()
    {
        var tag = (await gateway.SendAsync("PUT", "/functions/cond", Body)).Headers["ETag"];
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await gateway.SendAsync("PUT", "/functions/cond", Body, ("If-Match", "\"other\""))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await gateway.SendAsync("PUT", "/functions/cond", Body, ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await gateway.SendAsync("PUT", "/functions/none", Body, ("If-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await gateway.SendAsync("DELETE", "/functions/cond", null, ("If-Match", "\"other\""))).Status);
        var next = await gateway.SendAsync("PUT", "/functions/cond", Body, ("If-Match", $"\"other\", {tag}"));
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", "/functions/cond", null, ("If-Match", next.Headers["ETag"]))).Status);
    }

    [Fact]
    public async Task A_deleted_function_is_gone()
    {
        var name = await gateway.DeployAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.SendAsync("DELETE", $"/functions/{name}")).Status);
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/code"), ("DELETE", "") })
            Assert.Equal("urn:faas:unknown-function", (await gateway.SendAsync(method, $"/functions/{name}{path}")).Type);
    }

    [Fact]
    public async Task A_list_goes_on_by_its_cursor_and_a_package_lists_its_own()
    {
        string[] names = ["a", "b", "c"];
        foreach (var name in names) Assert.Equal(HttpStatusCode.Created, (await gateway.SendAsync("PUT", $"/packages/box/functions/{name}", Body)).Status);
        await gateway.SendAsync("PUT", "/packages/boxes/functions/z", Body);
        var first = await gateway.SendAsync("GET", "/packages/box/functions?limit=2");
        Assert.Equal(["a", "b"], Names(first));
        var second = await gateway.SendAsync("GET", $"/packages/box/functions?limit=2&cursor={first.Json.GetProperty("next").GetString()}");
        Assert.Equal(["c"], Names(second));
        Assert.Contains("rel=\"next\"", first.Headers["Link"], StringComparison.Ordinal);
        Assert.False(second.Json.TryGetProperty("next", out _) || second.Headers.ContainsKey("Link"));
        Assert.Superset(names.ToHashSet(), Names(await gateway.SendAsync("GET", "/functions?limit=200")).ToHashSet());
        static IEnumerable<string> Names(Answer answer) => answer.Json.GetProperty("functions").EnumerateArray().Select(one => one.GetProperty("name").GetString()!);
    }

    [Theory, InlineData("limit=0"), InlineData("limit=201"), InlineData("limit=x"), InlineData("cursor=%21")]
    public async Task A_bad_page_is_refused(string query) => Assert.Equal(HttpStatusCode.BadRequest, (await gateway.SendAsync("GET", $"/functions?{query}")).Status);

    [Fact]
    public async Task A_hundred_megabytes_are_refused_as_too_large()
    {
        Assert.SkipUnless(RedisServer.Exists, "no redis-server");
        using var response = await gateway.Client.PostAsync("/functions", new ByteArrayContent(new byte[100 << 20]), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "urn:faas:too-large"), (response.StatusCode, (await Answer.ReadAsync(response)).Type));
    }

    [Fact]
    public async Task Code_over_its_limit_is_too_large() => Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
        (await gateway.SendAsync("POST", "/functions", $$"""{"name":"big","kind":"nodejs:default","code":"{{new string('x', (48 << 20) + 1)}}"}""")).Status);

    [Theory, InlineData("GET", "/nowhere", 404), InlineData("PATCH", "/functions", 405), InlineData("GET", "/functions/a%2Fb", 400), InlineData("GET", "/packages/-x/functions", 400)]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status)
    {
        var answer = await gateway.SendAsync(method, path);
        Assert.Equal((status, "application/problem+json"), ((int)answer.Status, answer.Headers["Content-Type"]));
        Assert.StartsWith("urn:faas:", answer.Type, StringComparison.Ordinal);
    }
}
