using Faas.IntegrationTests.Deployments;

namespace Faas.IntegrationTests;

/// <summary>Real processes killed under load: what was answered 202 reaches its end.</summary>
public sealed class LossFacts(SplitDeployment deployment) : IClassFixture<SplitDeployment>
{
    private const string Work = "exports.main = async p => { await new Promise(done => setTimeout(done, 5)); return {n: p.n} }";

    [Fact]
    public async Task A_killed_invoker_loses_nothing_that_was_accepted()
    {
        var name = await deployment.DeployAsync(Work);
        var accepted = await AcceptAsync(name, 300, at: 100, deployment.KillInvokerAsync);
        deployment.StartInvoker();
        await AllEndAsync(accepted, 300);
    }

    [Fact]
    public async Task What_was_claimed_for_an_invoker_that_is_killed_before_it_hears_of_it_is_run_by_the_next()
    {
        var name = await deployment.DeployAsync(Work);
        // Whoever ends what a caller waits for, and finds nothing behind it, has room for the next.
        Assert.Equal(200, (await deployment.InvokeAsync(name, """{"n":1}""")).Status);
        await deployment.Invoker(0).SignalAsync("STOP");

        var accepted = await deployment.InvokeAsync(name, """{"n":2}""", prefer: "respond-async");

        Assert.Equal("running", (await deployment.GetAsync(accepted.Headers["Location"])).Json.GetProperty("state").GetString());
        await deployment.KillInvokerAsync();
        deployment.StartInvoker();
        await AllEndAsync([(2, accepted.Headers["Location"])], 1);
    }

    [Fact]
    public async Task A_killed_store_loses_nothing_that_was_accepted_and_is_503_meanwhile()
    {
        var name = await deployment.DeployAsync(Work);
        var accepted = await AcceptAsync(name, 300, at: 100, deployment.KillRedisAsync);
        Assert.InRange(accepted.Count, 100, 299);

        var down = await deployment.InvokeAsync(name);
        Assert.Equal((503, "urn:faas:store-unavailable"), (down.Status, down.Type));
        Assert.Equal("1", down.Headers["Retry-After"]);
        Assert.Equal(503, (await deployment.GetAsync("/functions")).Status);

        await deployment.StartRedisAsync();
        await Eventually.IsTrueAsync("the gateway finds the store again", async () => (await deployment.GetAsync("/functions")).Status == 200);
        await AllEndAsync(accepted, 300);
        await Eventually.IsTrueAsync("invocations are answered again", async () => (await deployment.InvokeAsync(name, """{"n":1}""")).Status == 200);
    }

    /// <summary>Sends asynchronous invocations from several callers; once <paramref name="at"/> are accepted, something is done to the system.</summary>
    /// <returns>Where those that were answered 202 are told of.</returns>
    private async Task<IReadOnlyList<(int N, string Location)>> AcceptAsync(string name, int count, int at, Func<Task> then)
    {
        var accepted = new List<(int, string)>();
        var strike = default(Task);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var n && n <= count)
            {
                var answer = await deployment.InvokeAsync(name, $$"""{"n":{{n}}}""", prefer: "respond-async");
                Assert.Contains(answer.Status, new[] { 202, 503 });
                if (answer.Status != 202) continue;
                lock (accepted)
                {
                    accepted.Add((n, answer.Headers["Location"]));
                    if (accepted.Count == at) strike = then();
                }
            }
        }));
        if (strike is not null) await strike;
        return accepted;
    }

    private async Task AllEndAsync(IReadOnlyList<(int N, string Location)> accepted, int most)
    {
        Assert.InRange(accepted.Count, 1, most);
        foreach (var (n, location) in accepted)
        {
            var record = await deployment.EndOfAsync(location);
            Assert.Equal("done", record.GetProperty("state").GetString());
            Assert.Equal(n, record.GetProperty("result").GetProperty("n").GetInt32());
        }
    }
}
