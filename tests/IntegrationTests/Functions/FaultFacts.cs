using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Bad functions and bad requests: a clear answer, nothing hangs, and the next invocation works.</summary>
public abstract class FaultFacts(Deployment deployment)
{
    [Theory]
    [InlineData("exports.main = () => { throw new Error('boom') }", 502, "urn:faas:function-error", "boom")]
    [InlineData("exports.main = async () => { throw new Error('boom later') }", 502, "urn:faas:function-error", "boom later")]
    [InlineData("exports.main = () => ({error: 'not today'})", 502, "urn:faas:function-error", "not today")]
    [InlineData("exports.main = () => 7", 502, "urn:faas:function-error", "object")]
    [InlineData("exports.main = ( => {", 502, "urn:faas:init-error", "SyntaxError")]
    [InlineData("exports.other = () => ({})", 502, "urn:faas:init-error", "main")]
    [InlineData("exports.main = () => process.exit(3)", 502, "urn:faas:crashed", "3")]
    [InlineData("exports.main = () => { while (true); }", 504, "urn:faas:timed-out", "1000 ms")]
    [InlineData("exports.main = () => new Promise(() => {})", 504, "urn:faas:timed-out", "1000 ms")]
    [InlineData("exports.main = () => ({text: 'x'.repeat(2 << 20)})", 502, "urn:faas:result-too-large", "1 MiB")]
    public async Task A_function_at_fault_is_told_so_and_the_next_one_works(string code, int status, string type, string says)
    {
        var name = await deployment.DeployAsync(code, limits: new { timeoutMs = 1000 });
        var answer = await deployment.InvokeAsync(name);
        Assert.Equal((status, type), (answer.Status, answer.Status == 200 ? answer.Body : answer.Type));
        Assert.Contains(says, answer.Body, StringComparison.Ordinal);

        var good = await deployment.DeployAsync("exports.main = () => ({ok: true})");
        Assert.Equal(200, (await deployment.InvokeAsync(good)).Status);
        Assert.Equal(status, (await deployment.InvokeAsync(name)).Status);
    }

    [Fact]
    public async Task A_function_that_needs_too_much_memory_is_told_so()
    {
        Assert.SkipUnless(Environment.UserName == "root" && Programs.Find("bwrap") is not null, "no memory cgroup: not root, or no bubblewrap");
        var name = await deployment.DeployAsync("exports.main = () => { const all = []; while (true) all.push(Buffer.alloc(8 << 20, 1)); }", limits: new { memoryMiB = 128, timeoutMs = 30_000 });
        var answer = await deployment.InvokeAsync(name);
        Assert.Equal((502, "urn:faas:out-of-memory"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task A_stack_trace_is_in_the_logs()
    {
        var name = await deployment.DeployAsync("function inner() { throw new Error('deep') }\nexports.main = () => inner()");
        var answer = await deployment.InvokeAsync(name);
        var record = await deployment.GetAsync(answer.Headers["Location"]);
        Assert.Contains("at inner", record.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"x","kind":"cobol:85","code":"x"}""", 400, "cobol:85")]
    [InlineData("""{"name":"x","kind":"nodejs:default","code":""", 400, "")]
    [InlineData("""{"name":"no/slash/here","kind":"nodejs:default","code":"x"}""", 400, "name")]
    [InlineData("""{"name":"x","kind":"nodejs:default","code":"x","limits":{"timeoutMs":0}}""", 400, "timeout")]
    [InlineData("""{"name":"x","kind":"nodejs:default","code":"x","unknown":1}""", 400, "unknown")]
    [InlineData("""{"name":"x","kind":"nodejs:default"}""", 400, "code")]
    public async Task A_bad_definition_is_refused_with_what_is_wrong(string body, int status, string says)
    {
        using var response = await deployment.Client.PostAsync("/functions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var answer = await Answer.ReadAsync(response);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith("urn:faas:", answer.Type, StringComparison.Ordinal);
        Assert.Contains(says, answer.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("[1,2]", 400)]
    [InlineData("3", 400)]
    [InlineData("{\"a\":", 400)]
    public async Task A_body_that_is_no_object_is_refused(string payload, int status)
    {
        var name = await deployment.DeployAsync("exports.main = p => p");
        Assert.Equal(status, (await deployment.InvokeAsync(name, payload)).Status);
        Assert.Equal(200, (await deployment.InvokeAsync(name)).Status);
    }

    [Fact]
    public async Task A_hundred_megabytes_are_refused_as_too_large()
    {
        using var response = await deployment.Client.PostAsync("/functions", new ByteArrayContent(new byte[100 << 20]));
        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_invocation_whose_function_is_deleted_while_it_waits_ends_with_that()
    {
        var name = await deployment.DeployAsync("exports.main = () => new Promise(done => setTimeout(() => done({}), 1500))");
        var running = await deployment.InvokeAsync(name, prefer: "respond-async");
        var waiting = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => deployment.InvokeAsync(name, prefer: "respond-async")));
        using (var deleted = await deployment.Client.DeleteAsync($"/functions/{name}")) Assert.Equal(204, (int)deleted.StatusCode);
        foreach (var answer in waiting.Append(running))
        {
            var outcome = (await deployment.EndOfAsync(answer.Headers["Location"])).GetProperty("outcome").GetString();
            Assert.Contains(outcome, new[] { "success", "function-deleted" });
        }
        Assert.Equal(404, (await deployment.InvokeAsync(name)).Status);
    }

    [Fact]
    public async Task An_unknown_function_or_invocation_is_not_found()
    {
        Assert.Equal(404, (await deployment.InvokeAsync(Deployment.NewName())).Status);
        Assert.Equal(404, (await deployment.GetAsync($"/invocations/{Guid.CreateVersion7():N}")).Status);
        using var response = await deployment.Client.GetAsync("/nowhere");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}

public sealed class StandaloneFaults(StandaloneDeployment deployment) : FaultFacts(deployment), IClassFixture<StandaloneDeployment>;

public sealed class SplitFaults(SplitDeployment deployment) : FaultFacts(deployment), IClassFixture<SplitDeployment>;
