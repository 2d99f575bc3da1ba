using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>What a developer sees of invocations, in every deployment.</summary>
public abstract class InvocationFacts(Deployment deployment)
{
    private const string Hello = "exports.main = p => ({greeting: `Hello ${p.name}`})";

    [Fact]
    public async Task A_function_answers_its_caller()
    {
        var name = await deployment.DeployAsync(Hello);
        var answer = await deployment.InvokeAsync(name, """{"name":"World"}""");
        Assert.Equal((200, """{"greeting":"Hello World"}"""), (answer.Status, answer.Body));
        Assert.Matches("^[0-9a-f]{32}$", answer.Headers["X-Invocation-Id"]);
        Assert.EndsWith($"/invocations/{answer.Headers["X-Invocation-Id"]}", answer.Headers["Location"], StringComparison.Ordinal);
        Assert.Matches("queue;dur=.*start;.*init;.*run;", answer.Headers["Server-Timing"]);
    }

    [Fact]
    public async Task An_asynchronous_invocation_is_accepted_at_once_and_tells_its_state_result_and_logs()
    {
        var name = await deployment.DeployAsync("exports.main = async p => { console.log('working on', p.n); console.error('oops'); return {twice: p.n * 2} }");
        var accepted = await deployment.InvokeAsync(name, """{"n":21}""", prefer: "respond-async");
        Assert.Equal(202, accepted.Status);
        var record = await deployment.EndOfAsync(accepted.Headers["Location"]);
        Assert.Equal("done", record.GetProperty("state").GetString());
        Assert.Equal(42, record.GetProperty("result").GetProperty("twice").GetInt32());
        var logs = record.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!).ToArray();
        Assert.Contains(logs, line => line.EndsWith("stdout: working on 21", StringComparison.Ordinal));
        Assert.Contains(logs, line => line.EndsWith("stderr: oops", StringComparison.Ordinal));
        Assert.Equal("""{"twice":42}""", (await deployment.GetAsync($"{accepted.Headers["Location"]}/result")).Body);
        Assert.Contains("working on 21", (await deployment.GetAsync($"{accepted.Headers["Location"]}/logs")).Body, StringComparison.Ordinal);
        Assert.True(record.GetProperty("timings").GetProperty("runMs").GetDouble() > 0);
    }

    [Fact]
    public async Task A_caller_that_waits_a_while_gets_the_result_or_the_place_to_ask_for_it()
    {
        var name = await deployment.DeployAsync("exports.main = p => new Promise(done => setTimeout(() => done({ok: true}), p.ms))");
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"ms":1}""", prefer: "wait=30")).Status);
        var late = await deployment.InvokeAsync(name, """{"ms":3000}""", prefer: "wait=1");
        Assert.Equal(202, late.Status);
        Assert.Equal("done", (await deployment.EndOfAsync(late.Headers["Location"])).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_body_overrides_the_functions_parameters_and_no_body_is_an_empty_object()
    {
        var name = await deployment.DeployAsync("exports.main = p => p", extra: new { parameters = new { a = 1, b = 2 } });
        Assert.Equal("""{"a":1,"b":3}""", (await deployment.InvokeAsync(name, """{"b":3}""")).Body);
        Assert.Equal("""{"a":1,"b":2}""", (await deployment.InvokeAsync(name, "")).Body);
    }

    [Fact]
    public async Task A_changed_function_runs_as_it_is_now()
    {
        var name = await deployment.DeployAsync("exports.main = () => ({version: 1})");
        Assert.Contains("1", (await deployment.InvokeAsync(name)).Body, StringComparison.Ordinal);
        using var put = await deployment.Client.PutAsync($"/functions/{name}",
            new StringContent("""{"kind":"nodejs:default","code":"exports.main = () => ({version: 2})"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(200, (int)put.StatusCode);
        Assert.Equal("""{"version":2}""", (await deployment.InvokeAsync(name)).Body);
    }

    [Fact]
    public async Task Environment_and_invocation_are_known_to_the_function()
    {
        var name = await deployment.DeployAsync("exports.main = () => ({mine: process.env.MINE, id: process.env.__OW_ACTIVATION_ID, name: process.env.__OW_ACTION_NAME})",
            extra: new { environment = new Dictionary<string, string> { ["MINE"] = "yes" } });
        var answer = await deployment.InvokeAsync(name);
        Assert.Equal("yes", answer.Json.GetProperty("mine").GetString());
        Assert.Equal(answer.Headers["X-Invocation-Id"], answer.Json.GetProperty("id").GetString());
        Assert.Equal($"/guest/{name}", answer.Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Sixteen_callers_of_a_short_function_do_not_get_sixteen_containers()
    {
        var name = await deployment.DeployAsync("const id = Math.random(); exports.main = () => ({id})");
        await deployment.InvokeAsync(name);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            var bodies = new List<string>();
            for (var call = 0; call < 20; call++) bodies.Add((await deployment.InvokeAsync(name)).Body);
            return bodies;
        }));
        // Two on an idle machine with two cores; a busy one makes runs look longer than they are.
        Assert.InRange(answers.SelectMany(bodies => bodies).Distinct().Count(), 1, 8);
    }

    [Fact]
    public async Task A_container_with_concurrency_runs_several_at_a_time_and_tells_their_logs_apart()
    {
        var name = await deployment.DeployAsync("exports.main = async p => { console.log('start', p.n); await new Promise(d => setTimeout(d, 100)); console.log('end', p.n); return {n: p.n} }",
            limits: new { concurrency = 8 });
        await deployment.InvokeAsync(name, """{"n":0}""");
        var accepted = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => deployment.InvokeAsync(name, $$"""{"n":{{n}}}""", prefer: "respond-async")));
        for (var n = 1; n <= 8; n++)
        {
            var record = await deployment.EndOfAsync(accepted[n - 1].Headers["Location"]);
            var logs = record.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!.Split("stdout: ")[1]);
            Assert.Equal([$"start {n}", $"end {n}"], logs);
        }
    }

    [Fact]
    public async Task One_trace_goes_from_the_caller_to_the_function()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var name = await deployment.DeployAsync("exports.main = () => ({traceparent: process.env.__OW_TRACEPARENT})");
        var answer = await deployment.InvokeAsync(name, traceParent: $"00-{trace}-00f067aa0ba902b7-01");
        Assert.Contains(trace, answer.Json.GetProperty("traceparent").GetString(), StringComparison.Ordinal);
        Assert.Equal(trace, (await deployment.GetAsync(answer.Headers["Location"])).Json.GetProperty("traceId").GetString());
    }
}

public sealed class StandaloneInvocations(StandaloneDeployment deployment) : InvocationFacts(deployment), IClassFixture<StandaloneDeployment>;

public sealed class SplitInvocations(SplitDeployment deployment) : InvocationFacts(deployment), IClassFixture<SplitDeployment>;
