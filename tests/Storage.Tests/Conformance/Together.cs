using Faas.Contracts;

namespace Faas.Storage.Tests;

/// <summary>What comes at the same time travels in one call: nobody can tell it from calls of their own.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Accepted_together_they_wait_in_the_order_they_came()
    {
        var function = await DeployAsync("f");
        var sent = Enumerable.Range(0, 200).Select(i => Invocation(function, sync: i % 3 == 0)).ToList();

        var answers = await Task.WhenAll(sent.Select(invocation => Queue.EnqueueAsync(invocation, Ct)));

        Assert.All(answers, answer => Assert.Equal(EnqueueOutcome.Accepted, answer.Outcome));
        Assert.Equal(sent.Select(invocation => invocation.Id), await ClaimAllAsync(function));
    }

    [Fact]
    public async Task Of_those_that_come_together_as_many_are_accepted_as_there_is_room_for()
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:QueueLength", "5"));
        var queue = (InvocationQueue)narrow.Services.GetService(typeof(InvocationQueue))!;
        var function = await DeployAsync("f");
        var sent = Enumerable.Range(0, 20).Select(_ => Invocation(function)).ToList();
        // Until it is connected it takes the store for a cluster, and what comes then does not travel with what comes after.
        await ((FunctionStore)narrow.Services.GetService(typeof(FunctionStore))!).FindAsync(function, Ct);

        var answers = await Task.WhenAll(sent.Select(invocation => queue.EnqueueAsync(invocation, Ct)));

        Assert.Equal(Enumerable.Repeat(EnqueueOutcome.Accepted, 5).Concat(Enumerable.Repeat(EnqueueOutcome.QueueFull, 15)), answers.Select(answer => answer.Outcome));
        var kept = await Task.WhenAll(sent.Select(invocation => Invocations.FindAsync(invocation.Id, Ct)));
        Assert.Equal(5, kept.Count(record => record is not null));
        Assert.Equal(sent.Take(5).Select(invocation => invocation.Id), await ClaimAllAsync(function));
    }

    [Fact]
    public async Task A_rate_holds_for_those_that_come_together()
    {
        var function = Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(
            Definition("f") with { Limits = new() { RatePerSecond = 3 } }, new SaveCondition.Any(), Ct)).Definition.Id;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Queue.EnqueueAsync(Invocation(function), Ct)));

        var refused = answers.Where(answer => answer.Outcome == EnqueueOutcome.RateExceeded).ToList();
        Assert.InRange(refused.Count, 1, 9);
        Assert.All(refused, answer => Assert.True(answer.RetryAfter > TimeSpan.Zero));
        Assert.Equal(12 - refused.Count, (await ClaimAllAsync(function)).Count);
    }

    [Fact]
    public async Task Ended_together_each_has_its_own_end_and_its_own_next()
    {
        var function = await DeployAsync("f");
        for (var i = 0; i < 30; i++) await EnqueueAsync(Invocation(function, sync: i % 2 == 0));
        var waiting = new List<InvocationId>();
        for (var i = 0; i < 20; i++) waiting.Add(await EnqueueAsync(function));
        var lease = await LeaseAsync(function);
        var claims = new List<Claim>();
        for (var i = 0; i < 30; i++) claims.Add(await ClaimAsync(function, lease));
        // Two had their end before; the first word stands.
        await FinishAsync(claims[4], "\"before\"");
        await FinishAsync(claims[11], "\"before\"");

        var outcomes = await Task.WhenAll(claims.Select((claim, i) =>
            Work.FinishAsync(claim, Ended(claim, i % 5 == 0 ? Outcome.FunctionError : Outcome.Success, logs: $"line {i}"), Text($"{i}"), lease, Ct)));

        Assert.Equal([4, 11], outcomes.Index().Where(one => !one.Item.Won).Select(one => one.Index));
        Assert.Equal(waiting.ToHashSet(), outcomes.Select(outcome => outcome.Next.Claim).OfType<Claim>().Select(next => next.Item.Id).ToHashSet());
        Assert.DoesNotContain(outcomes, outcome => outcome.Next.LeaseLost);
        for (var i = 0; i < 30; i++)
        {
            var finished = (await Invocations.FindFinishedAsync(claims[i].Item.Id, Ct))!;
            Assert.Equal(i is 4 or 11 ? "\"before\"" : $"{i}", System.Text.Encoding.UTF8.GetString(finished.Result.Span));
            Assert.Equal(i is 4 or 11 ? null : $"line {i}", finished.Record.Logs);
        }
        var ledger = await Raw.HashGetAllAsync(Keys.Ledger(function.Shard));
        Assert.Equal((50, 24, 6), (Count("accepted"), Count("done"), Count("failed")));
        long Count(string state) => (long)ledger.Single(entry => entry.Name == state).Value;
    }

    [Fact]
    public async Task Ends_that_claim_together_keep_priorities_and_pass_over_what_was_cancelled()
    {
        var function = await DeployAsync("f");
        for (var i = 0; i < 10; i++) await EnqueueAsync(function);
        var lease = await LeaseAsync(function);
        var claims = new List<Claim>();
        for (var i = 0; i < 10; i++) claims.Add(await ClaimAsync(function, lease));
        var low = await SendAsync(function, "low");
        var cancelled = await EnqueueAsync(function);
        var normal = await EnqueueAsync(function);
        var alsoCancelled = await EnqueueAsync(function);
        var high = await SendAsync(function, "high");
        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(cancelled, Ct));
        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(alsoCancelled, Ct));

        var outcomes = await Task.WhenAll(claims.Select(claim => Work.FinishAsync(claim, Ended(claim), Result, lease, Ct)));

        Assert.Equal([high, normal, low], outcomes.Select(outcome => outcome.Next.Claim).OfType<Claim>().OrderBy(next => next.ClaimedMicros).ThenBy(next => Order(next.Item.Id)).Select(next => next.Item.Id));
        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
        Assert.False(await Raw.HashExistsAsync(Keys.Function(function), "holes"));
        int Order(InvocationId id) => outcomes.Index().Single(one => one.Item.Next.Claim?.Item.Id == id).Index;
    }

    [Fact]
    public async Task Ends_together_that_lost_the_lease_count_and_claim_nothing()
    {
        var function = await DeployAsync("f");
        for (var i = 0; i < 12; i++) await EnqueueAsync(function);
        var lease = await LeaseAsync(function);
        var claims = new List<Claim>();
        for (var i = 0; i < 6; i++) claims.Add(await ClaimAsync(function, lease));
        await Shards.DropAsync(lease, Ct);

        var outcomes = await Task.WhenAll(claims.Select(claim => Work.FinishAsync(claim, Ended(claim), Result, lease, Ct)));

        Assert.All(outcomes, outcome => Assert.Equal((true, new ClaimOutcome(null, 0, true)), (outcome.Won, outcome.Next)));
        Assert.Equal([(function, 6L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    [Theory]
    [InlineData(1), InlineData(40_000)]
    public async Task Results_of_those_that_end_together_reach_whoever_waits(int size)
    {
        var inbox = await InboxAsync();
        var expected = new List<(ResultInbox.Waiter Waiter, Claim Claim)>();
        for (var i = 0; i < 20; i++) expected.Add(await ExpectAsync(inbox));
        expected[3].Waiter.Dispose();

        await Task.WhenAll(expected.Select((one, i) => Work.FinishAsync(one.Claim, Ended(one.Claim), Text(new((char)('a' + i), size)), null, Ct)));

        foreach (var (i, (waiter, claim)) in expected.Index().Where(one => one.Index != 3))
        {
            var finished = await waiter.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct);
            Assert.Equal((claim.Item.Id, new string((char)('a' + i), size)), (finished.Record.Id, System.Text.Encoding.UTF8.GetString(finished.Result.Span)));
        }
    }

    private async Task<List<InvocationId>> ClaimAllAsync(FunctionId function)
    {
        var (lease, claimed) = (await LeaseAsync(function), new List<InvocationId>());
        while ((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim is { } claim) claimed.Add(claim.Item.Id);
        return claimed;
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
