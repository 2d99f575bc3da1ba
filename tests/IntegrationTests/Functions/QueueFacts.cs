using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>What the queue does for a function that fails, waits, is taken back or is limited.</summary>
public abstract class QueueFacts(Deployment deployment)
{
    [Fact]
    public async Task A_function_that_fails_is_tried_again_until_it_succeeds()
    {
        var name = await deployment.DeployAsync("let n = 0; exports.main = () => ++n < 3 ? {error: 'not yet'} : {n}", extra: new { retry = new { attempts = 5, baseMs = 20 } });
        var record = await deployment.EndOfAsync((await deployment.InvokeAsync(name, prefer: "respond-async")).Headers["Location"]);
        Assert.Equal(("done", 3, 3), (record.GetProperty("state").GetString(), record.GetProperty("attempt").GetInt32(), record.GetProperty("result").GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task A_synchronous_invocation_of_an_idempotent_function_is_tried_again_too()
    {
        const string code = "let n = 0; exports.main = () => ++n < 2 ? {error: 'not yet'} : {n}";
        var plain = await deployment.DeployAsync(code, extra: new { retry = new { attempts = 3, baseMs = 20 } });
        Assert.Equal("urn:faas:function-error", (await deployment.InvokeAsync(plain)).Type);
        var idempotent = await deployment.DeployAsync(code, extra: new { retry = new { attempts = 3, baseMs = 20 }, idempotent = true });
        Assert.Equal("""{"n":2}""", (await deployment.InvokeAsync(idempotent)).Body);
    }

    [Fact]
    public async Task One_that_fails_every_time_is_a_dead_letter_with_its_reason_and_can_be_invoked_again()
    {
        var name = await deployment.DeployAsync("exports.main = p => ({error: `no ${p.n}`, retryAfter: 0.01})", extra: new { retry = new { attempts = 12 } });
        var location = (await deployment.InvokeAsync(name, """{"n":7}""", prefer: "respond-async")).Headers["Location"];
        var record = await deployment.EndOfAsync(location);
        Assert.Equal(("dead", "function-error", "no 7", 12), (Text(record, "state"), Text(record, "outcome"), Text(record, "reason"), record.GetProperty("attempt").GetInt32()));

        var letter = Assert.Single((await deployment.GetAsync($"/functions/{name}/dead-letters")).Json.GetProperty("deadLetters").EnumerateArray());
        Assert.Equal(("no 7", location.Split('/')[^1]), (Text(letter, "reason"), Text(letter, "id")));

        using var redriven = await deployment.Client.PostAsync($"/functions/{name}/dead-letters/{Text(letter, "id")}/redrive", null);
        Assert.Equal(202, (int)redriven.StatusCode);
        Assert.Equal("dead", Text(await deployment.EndOfAsync(redriven.Headers.Location!.ToString()), "state"));
        Assert.Equal("dead", Text((await deployment.GetAsync(location)).Json, "state"));
    }

    [Fact]
    public async Task A_delayed_invocation_does_not_run_before_its_time()
    {
        var name = await deployment.DeployAsync("exports.main = () => ({at: Date.now()})");
        using var accepted = await deployment.Client.PostAsync($"/functions/{name}/invocations?delay=0.8", null);
        Assert.Equal(202, (int)accepted.StatusCode);
        var record = await deployment.EndOfAsync(accepted.Headers.Location!.ToString());
        var ran = DateTimeOffset.FromUnixTimeMilliseconds(record.GetProperty("result").GetProperty("at").GetInt64());
        Assert.True(ran >= record.GetProperty("acceptedAt").GetDateTimeOffset().AddMilliseconds(798), $"{ran:O} {record}");
    }

    [Fact]
    public async Task A_running_invocation_that_is_taken_back_makes_room_for_the_next()
    {
        var name = await deployment.DeployAsync("exports.main = async p => { if (p.long) await new Promise(d => setTimeout(d, 55000)); return {short: true} }", limits: new { running = 1 });
        var location = (await deployment.InvokeAsync(name, """{"long":true}""", prefer: "respond-async")).Headers["Location"];
        await Eventually.IsTrueAsync("it runs", async () => Text((await deployment.GetAsync(location)).Json, "state") == "running");

        using var cancelled = await deployment.Client.DeleteAsync(location);

        Assert.Equal(202, (int)cancelled.StatusCode);
        Assert.Equal("cancelled", Text((await deployment.GetAsync(location)).Json, "state"));
        Assert.Equal("""{"short":true}""", (await deployment.InvokeAsync(name)).Body);
        using var again = await deployment.Client.DeleteAsync(location);
        Assert.Equal(409, (int)again.StatusCode);
    }

    [Fact]
    public async Task No_more_run_at_a_time_than_the_function_allows()
    {
        var name = await deployment.DeployAsync("exports.main = async () => { const from = Date.now(); await new Promise(d => setTimeout(d, 60)); return {from, to: Date.now()} }", limits: new { running = 1 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => deployment.InvokeAsync(name)));
        var runs = answers.Select(answer => (From: answer.Json.GetProperty("from").GetInt64(), To: answer.Json.GetProperty("to").GetInt64())).OrderBy(run => run.From).ToArray();
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From, $"{pair}"));
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}

public sealed class StandaloneQueue(StandaloneDeployment deployment) : QueueFacts(deployment), IClassFixture<StandaloneDeployment>;

public sealed class SplitQueue(SplitDeployment deployment) : QueueFacts(deployment), IClassFixture<SplitDeployment>;
