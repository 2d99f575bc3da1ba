using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Two invokers, of which one leads the framework: the other takes its slots from it, and its place when it dies.</summary>
public sealed class LeaderFacts(PairDeployment deployment) : PairFacts(deployment), IClassFixture<PairDeployment>
{
    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_killed_leader_is_replaced_and_harms_nothing_that_the_other_runs()
    {
        var (leader, other, functions) = await SpreadAsync();
        var framework = leader.GetProperty("capacity").GetProperty("frameworkId").GetString();
        var (warm, left, orphans) = (Containers(other), Containers(leader), Orphans(leader));

        var running = functions.Select(function => Deployment.InvokeAsync(function, """{"ms":9000}""")).ToList();
        await Eventually.IsTrueAsync("all of them run", async () => Busy(await InvokerAsync(other)) == functions.Count);
        await Deployment.KillInvokerAsync(Deployment.InvokerAt(Address(leader)));
        var successor = await Eventually.GetAsync("the other leads", async () => await InvokerAsync(other) is var now && Leads(now) ? (object)now : null, Succession, () => Deployment.Output);

        Assert.Equal(framework, ((JsonElement)successor).GetProperty("capacity").GetProperty("frameworkId").GetString());
        Assert.All(await Task.WhenAll(running), answer => Assert.Equal(200, answer.Status));
        Assert.Superset(warm, Containers(await InvokerAsync(other)));
        // Its shards, too, go to the other, which now launches what it needs by itself.
        foreach (var function in functions) Assert.Equal(200, (await Deployment.InvokeAsync(function)).Status);
        // And so do its warm containers, as they are asked for.
        await Eventually.IsTrueAsync("what it left is kept", async () => Orphans(await InvokerAsync(other)) == orphans + left.Count, otherwise: () => Deployment.Output);
        foreach (var function in Functions(leader)) Assert.Equal(200, (await Deployment.InvokeAsync(function)).Status);
        Assert.Superset(left, await Eventually.GetAsync("it tells of them", async () => Containers(await InvokerAsync(other)) is var all && all.IsSupersetOf(left) ? all : null));
        Assert.Equal(200, (await Deployment.InvokeAsync(await Deployment.DeployAsync(Work))).Status);

        // Started again, who was killed takes its part.
        await SpreadAsync();
    }

    [Fact]
    public async Task What_a_killed_invoker_was_about_is_answered_by_whoever_takes_over()
    {
        var (_, other, functions) = await SpreadAsync();
        // In a container whose code takes long to come up, a run that is claimed is not started.
        var slow = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Deployment.DeployAsync("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8000); exports.main = () => ({ok: true})")));
        var starting = slow.Select(function => Deployment.InvokeAsync(function)).ToList();
        var running = new[] { 5_000, 16_000 }.Select(ms => Deployment.InvokeAsync(functions[0], $$"""{"ms":{{ms}}}""")).ToList();
        await Eventually.IsTrueAsync("all are claimed", async () => (await InvokersAsync()).Sum(Busy) == running.Count + starting.Count);

        await Deployment.KillInvokerAsync(Deployment.InvokerAt(Address(other)));

        Assert.All(await Task.WhenAll([.. running, .. starting]), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task What_a_killed_invoker_had_claimed_and_not_started_goes_back_as_its_next_attempt_and_is_run_once()
    {
        var (_, other, functions) = await SpreadAsync();
        // Its container never comes up, so what is claimed for it is never started.
        await ReplaceAsync(functions[0], "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); exports.main = () => ({})");
        var calling = Deployment.InvokeAsync(functions[0]);
        // Not the container of the revision before: that gives it back.
        var container = await Eventually.GetAsync("a container comes up for it", async () => All(await InvokerAsync(other)).Where(one => Function(one) == functions[0] && IsInitialisingForOne(one)).Select(Id).FirstOrDefault());
        await SaidAsync($"runs in container {container}");
        // What is claimed stays with the revision it was claimed for; its next attempt is for this one.
        await ReplaceAsync(functions[0], "let runs = 0; exports.main = () => ({runs: ++runs})");

        await Deployment.KillInvokerAsync(Deployment.InvokerAt(Address(other)));

        var answer = await calling;
        Assert.Equal((200, """{"runs":1}"""), (answer.Status, answer.Body));
        var record = (await Deployment.GetAsync(answer.Headers["Location"])).Json;
        Assert.Equal(2, record.GetProperty("attempt").GetInt32());
        await SaidAsync($"Attempt 1 of invocation {record.GetProperty("id").GetString()} was not started; it goes back to its queue as its next attempt");
        Assert.Equal("""{"runs":2}""", (await Deployment.InvokeAsync(functions[0])).Body);
    }

    [Fact]
    public async Task What_a_killed_invoker_left_running_names_its_container_counts_for_limits_and_can_be_taken_back()
    {
        var (_, other, functions) = await SpreadAsync();
        var limited = await FunctionOfAsync(other, new { running = 1 });
        var container = Id(All(await InvokerAsync(other)).Single(one => Function(one) == functions[0]));
        var ending = await AcceptAsync(functions[0], """{"ms":12000}""");
        var endless = await AcceptAsync(limited, """{"ms":55000}""");
        foreach (var location in new[] { ending, endless }) await Eventually.IsTrueAsync($"{location} runs", async () => await StateAsync(location) == "running");
        var waiting = await AcceptAsync(limited, "{}");

        await Deployment.KillInvokerAsync(Deployment.InvokerAt(Address(other)));
        foreach (var location in new[] { ending, endless }) await SaidAsync($"Invocation {location.Split('/')[^1]} is asked for at");
        Assert.Equal("queued", await StateAsync(waiting));
        using var cancelled = await Deployment.Client.DeleteAsync(endless);

        Assert.Equal(202, (int)cancelled.StatusCode);
        await SaidAsync($"Invocation {endless.Split('/')[^1]}, whose invoker is over, was taken back");
        Assert.Equal("done", (await Deployment.EndOfAsync(waiting)).GetProperty("state").GetString());
        var record = await Deployment.EndOfAsync(ending);
        Assert.Equal(("done", 1, container), (record.GetProperty("state").GetString(), record.GetProperty("attempt").GetInt32(), record.GetProperty("container").GetString()));
    }

    private static bool IsInitialisingForOne(JsonElement container) => container.GetProperty("state").GetString() == "initialising" && container.GetProperty("runs").GetInt32() == 1;
}
