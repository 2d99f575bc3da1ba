using System.Text.Json;
using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Two invokers, of which one leads the framework: the other takes its slots from it, and its place when it dies.</summary>
public sealed class LeaderFacts(PairDeployment deployment) : IClassFixture<PairDeployment>
{
    private const string Work = "exports.main = async p => { await new Promise(done => setTimeout(done, p.ms || 0)); return {ok: true} }";
    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_killed_leader_is_replaced_and_harms_nothing_that_the_other_runs()
    {
        var (leader, other, functions) = await SpreadAsync();
        var framework = leader.GetProperty("capacity").GetProperty("frameworkId").GetString();
        var (warm, left, orphans) = (Containers(other), Containers(leader), Orphans(leader));

        var running = functions.Select(function => deployment.InvokeAsync(function, """{"ms":9000}""")).ToList();
        await Eventually.IsTrueAsync("all of them run", async () => Busy(await InvokerAsync(other)) == functions.Count);
        await deployment.KillInvokerAsync(deployment.InvokerAt(Address(leader)));
        var successor = await Eventually.GetAsync($"the other leads\n{deployment.Output}", async () => await InvokerAsync(other) is var now && Leads(now) ? (object)now : null, Succession);

        Assert.Equal(framework, ((JsonElement)successor).GetProperty("capacity").GetProperty("frameworkId").GetString());
        Assert.All(await Task.WhenAll(running), answer => Assert.Equal(200, answer.Status));
        Assert.Superset(warm, Containers(await InvokerAsync(other)));
        // Its shards, too, go to the other, which now launches what it needs by itself.
        foreach (var function in functions) Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
        // And so do its warm containers, as they are asked for.
        await Eventually.IsTrueAsync($"what it left is kept\n{deployment.Output}", async () => Orphans(await InvokerAsync(other)) == orphans + left.Count);
        foreach (var function in Functions(leader)) Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
        Assert.Superset(left, await Eventually.GetAsync("it tells of them", async () => Containers(await InvokerAsync(other)) is var all && all.IsSupersetOf(left) ? all : null));
        Assert.Equal(200, (await deployment.InvokeAsync(await deployment.DeployAsync(Work))).Status);

        deployment.StartInvoker(deployment.InvokerAt(Address(leader)));
        await SpreadAsync();
    }

    [Fact]
    public async Task What_a_killed_invoker_was_about_is_answered_by_whoever_takes_over()
    {
        var (_, other, functions) = await SpreadAsync();
        // In a container whose code takes long to come up, a run that is claimed is not started.
        var slow = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => deployment.DeployAsync("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8000); exports.main = () => ({ok: true})")));
        var starting = slow.Select(function => deployment.InvokeAsync(function)).ToList();
        var running = new[] { 5_000, 16_000 }.Select(ms => deployment.InvokeAsync(functions[0], $$"""{"ms":{{ms}}}""")).ToList();
        await Eventually.IsTrueAsync("all are claimed", async () => (await InvokersAsync()).Sum(Busy) == running.Count + starting.Count);

        await deployment.KillInvokerAsync(deployment.InvokerAt(Address(other)));

        Assert.All(await Task.WhenAll([.. running, .. starting]), answer => Assert.Equal(200, answer.Status));
        deployment.StartInvoker(deployment.InvokerAt(Address(other)));
        await SpreadAsync();
    }

    [Fact]
    public async Task What_a_killed_invoker_left_running_names_its_container_counts_for_limits_and_can_be_taken_back()
    {
        var (_, other, functions) = await SpreadAsync();
        var limited = await LimitedFunctionOfAsync(other);
        var container = All(await InvokerAsync(other)).Single(one => Function(one) == functions[0]).GetProperty("id").GetString();
        var ending = await AcceptAsync(functions[0], """{"ms":12000}""");
        var endless = await AcceptAsync(limited, """{"ms":55000}""");
        foreach (var location in new[] { ending, endless }) await Eventually.IsTrueAsync($"{location} runs", async () => await StateAsync(location) == "running");
        var waiting = await AcceptAsync(limited, "{}");

        await deployment.KillInvokerAsync(deployment.InvokerAt(Address(other)));
        foreach (var location in new[] { ending, endless }) await SaidAsync($"Invocation {location.Split('/')[^1]} is asked for at");
        Assert.Equal("queued", await StateAsync(waiting));
        using var cancelled = await deployment.Client.DeleteAsync(endless);

        Assert.Equal(202, (int)cancelled.StatusCode);
        await SaidAsync($"Invocation {endless.Split('/')[^1]}, whose invoker is over, was taken back");
        Assert.Equal("done", (await deployment.EndOfAsync(waiting)).GetProperty("state").GetString());
        var record = await deployment.EndOfAsync(ending);
        Assert.Equal(("done", 1, container), (record.GetProperty("state").GetString(), record.GetProperty("attempt").GetInt32(), record.GetProperty("container").GetString()));
        deployment.StartInvoker(deployment.InvokerAt(Address(other)));
        await SpreadAsync();
    }

    /// <returns>A function that runs one invocation at a time, and has a container at this invoker.</returns>
    private async Task<string> LimitedFunctionOfAsync(JsonElement invoker)
    {
        for (var round = 0; round < 24; round++)
        {
            var function = await deployment.DeployAsync(Work, limits: new { running = 1 });
            Assert.Equal(200, (await deployment.InvokeAsync(function)).Status);
            var all = await Eventually.GetAsync("its container is told of", async () =>
                await InvokersAsync() is var now && now.SelectMany(Functions).Contains(function) ? now : null);
            if (Functions(all.Single(one => Address(one) == Address(invoker))).Contains(function)) return function;
        }
        throw new TimeoutException($"One invoker got all functions:\n{deployment.Output}");
    }

    private Task SaidAsync(string words) => Eventually.IsTrueAsync($"somebody says: {words}", () => Task.FromResult(deployment.Output.Contains(words, StringComparison.Ordinal)));

    private async Task<string> AcceptAsync(string function, string payload) => (await deployment.InvokeAsync(function, payload, prefer: "respond-async")).Headers["Location"];

    private async Task<string?> StateAsync(string location) => (await deployment.GetAsync(location)).Json.GetProperty("state").GetString();

    /// <summary>Deploys until both invokers have containers.</summary>
    /// <returns>The invoker that leads, the other, and the functions that the other runs.</returns>
    private async Task<(JsonElement Leader, JsonElement Other, IReadOnlyList<string> Functions)> SpreadAsync()
    {
        await Eventually.IsTrueAsync($"there are two invokers and one leads\n{deployment.Output}", async () =>
            await InvokersAsync() is { Count: 2 } both && both.Count(Leads) == 1);
        for (var round = 0; round < 12; round++)
        {
            var functions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => deployment.DeployAsync(Work)));
            foreach (var answer in await Task.WhenAll(functions.Select(function => deployment.InvokeAsync(function)))) Assert.Equal(200, answer.Status);
            // What an invoker tells of itself is a moment old.
            var all = await Eventually.GetAsync("both tell their state", async () =>
                await InvokersAsync() is { Count: 2 } both && both.Any(Leads) && both.SelectMany(Functions).ToHashSet().IsSupersetOf(functions) ? both : null);
            var (leader, other) = (all.Single(Leads), all.Single(invoker => !Leads(invoker)));
            if (Containers(leader).Count > 0 && Containers(other).Count > 0) return (leader, other, Functions(other));
        }
        throw new TimeoutException($"One invoker got all functions:\n{deployment.Output}");
    }

    private async Task<IReadOnlyList<JsonElement>> InvokersAsync() => [.. (await deployment.GetAsync("/system")).Json.GetProperty("invokers").EnumerateArray()];

    private async Task<JsonElement> InvokerAsync(JsonElement invoker) =>
        (await InvokersAsync()).Single(now => now.GetProperty("session").GetString() == invoker.GetProperty("session").GetString());

    private static bool Leads(JsonElement invoker) => invoker.TryGetProperty("capacity", out var capacity) && capacity.GetProperty("subscribed").GetBoolean();

    private static Uri Address(JsonElement invoker) => new(invoker.GetProperty("address").GetString()!);

    private static int Orphans(JsonElement invoker) =>
        invoker.GetProperty("capacity").GetProperty("slots").EnumerateArray().Count(slot => slot.GetProperty("state").GetString() == "orphaned");

    private static HashSet<string> Containers(JsonElement invoker) => [.. All(invoker).Select(container => container.GetProperty("id").GetString()!)];

    private static List<string> Functions(JsonElement invoker) => [.. All(invoker).Select(Function).Distinct()];

    private static string Function(JsonElement container) => container.GetProperty("function").GetString()!.Split('/')[^1];

    private static int Busy(JsonElement invoker) => All(invoker).Sum(container => container.GetProperty("runs").GetInt32());

    private static JsonElement.ArrayEnumerator All(JsonElement invoker) => invoker.GetProperty("containers").EnumerateArray();
}
