using Faas.Contracts;

namespace Faas.Storage.Tests;

/// <summary>What comes of many functions at the same time travels in one call: nobody can tell it from calls of their own.</summary>
public abstract partial class StoreConformance
{
    private const int FunctionsAtOnce = 40;

    [Fact]
    public async Task Of_many_functions_accepted_together_each_has_its_own_answer_and_its_own_order()
    {
        var functions = await DeployManyAsync();
        var unknown = new FunctionId("guest", FunctionName.Parse("none", null));
        var sent = Enumerable.Range(0, 3).SelectMany(_ => functions.Append(unknown)).Select(function => Invocation(function)).ToList();

        var answers = await Task.WhenAll(sent.Select(invocation => Queue.EnqueueAsync(invocation, Ct)));

        Assert.All(sent.Zip(answers), one => Assert.Equal(one.First.Function == unknown ? EnqueueOutcome.UnknownFunction : EnqueueOutcome.Accepted, one.Second.Outcome));
        foreach (var function in functions)
            Assert.Equal(sent.Where(one => one.Function == function).Select(one => one.Id), await ClaimAllAsync(function));
    }

    [Fact]
    public async Task Of_many_functions_claimed_together_each_gets_its_oldest_and_one_whose_lease_is_lost_gets_none()
    {
        var functions = await DeployManyAsync();
        var oldest = new Dictionary<FunctionId, InvocationId>();
        foreach (var function in functions.Skip(1))
        {
            oldest[function] = await EnqueueAsync(function);
            await EnqueueAsync(function);
        }
        var leases = new Dictionary<Shard, ShardLease>();
        foreach (var function in functions.Where(one => !leases.ContainsKey(one.Shard))) leases[function.Shard] = await LeaseAsync(function);
        var lost = functions[^1].Shard;
        await Shards.DropAsync(leases[lost], Ct);

        var outcomes = await Task.WhenAll(functions.Select(function => Work.ClaimAsync(function, leases[function.Shard], Mine, Ct)));

        foreach (var (function, outcome) in functions.Zip(outcomes))
        {
            if (function.Shard == lost) Assert.Equal(new ClaimOutcome(null, 0, LeaseLost: true), outcome);
            else if (function == functions[0]) Assert.Equal(new ClaimOutcome(null, 0, LeaseLost: false), outcome);
            else Assert.Equal((function, oldest[function], 1), (outcome.Claim!.Function, outcome.Claim.Item.Id, outcome.Waiting));
        }
    }

    [Fact]
    public async Task Of_many_functions_ended_together_each_has_its_own_end_and_its_own_next()
    {
        var functions = await DeployManyAsync();
        var claims = new List<(Claim Claim, ShardLease? Next)>();
        foreach (var function in functions)
        {
            for (var i = 0; i < 3; i++) await EnqueueAsync(Invocation(function, sync: i == 1));
            var lease = (await Shards.TakeAsync(function.Shard, Mine, TimeSpan.FromMinutes(1), Ct)) ?? claims.First(one => one.Claim.Function.Shard == function.Shard).Next!;
            claims.Add((await ClaimAsync(function, lease), lease));
            claims.Add((await ClaimAsync(function, lease), null));
        }
        // One had its end before; the first word stands.
        await FinishAsync(claims[6].Claim, "\"before\"");

        var outcomes = await Task.WhenAll(claims.Select((one, i) => Work.FinishAsync(one.Claim, Ended(one.Claim), Text($"{i}"), one.Next, Ct)));

        Assert.Equal([6], outcomes.Index().Where(one => !one.Item.Won).Select(one => one.Index));
        Assert.Equal(functions, outcomes.Select(outcome => outcome.Next.Claim).OfType<Claim>().Select(next => next.Function));
        foreach (var (i, (claim, _)) in claims.Index())
            Assert.Equal(i == 6 ? "\"before\"" : $"{i}", System.Text.Encoding.UTF8.GetString((await Invocations.FindFinishedAsync(claim.Item.Id, Ct))!.Result.Span));
        var ledgers = (await Get<LedgerStore>().ReadAsync(Ct)).Values;
        Assert.Equal((120, 80, 40, 0), (ledgers.Sum(one => one.Accepted), ledgers.Sum(one => one.Done), ledgers.Sum(one => one.Running), ledgers.Sum(one => one.Waiting)));
    }

    [Fact]
    public async Task Of_many_functions_with_large_payloads_claimed_together_each_gets_its_oldest()
    {
        var functions = await DeployManyAsync();
        var (sent, leases) = (new List<InvocationId>(), new Dictionary<Shard, ShardLease>());
        foreach (var function in functions)
        {
            sent.Add(await EnqueueAsync(Invocation(function) with { Payload = new byte[100_000] }));
            if (!leases.ContainsKey(function.Shard)) leases[function.Shard] = await LeaseAsync(function);
        }

        var outcomes = await Task.WhenAll(functions.Select(function => Work.ClaimAsync(function, leases[function.Shard], Mine, Ct)));

        Assert.Equal(sent, outcomes.Select(outcome => outcome.Claim!.Item.Id));
    }

    [Fact]
    public async Task What_a_claim_in_the_same_call_as_many_large_results_does_not_take_waits_on()
    {
        var functions = await DeployManyAsync();
        var claims = new List<(Claim Claim, ShardLease Next)>();
        var leases = new Dictionary<Shard, ShardLease>();
        foreach (var function in functions)
        {
            for (var i = 0; i < 2; i++) await EnqueueAsync(Invocation(function) with { Payload = new byte[100_000] });
            if (!leases.ContainsKey(function.Shard)) leases[function.Shard] = await LeaseAsync(function);
            claims.Add((await ClaimAsync(function, leases[function.Shard]), leases[function.Shard]));
        }

        var outcomes = await Task.WhenAll(claims.Select(one => Work.FinishAsync(one.Claim, Ended(one.Claim), Text("1"), one.Next, Ct)));

        Assert.All(outcomes, outcome => Assert.True(outcome.Won && (outcome.Next.Claim is not null || outcome.Next.Unasked)));
        Assert.Contains(outcomes, outcome => outcome.Next.Unasked);
        foreach (var (function, outcome) in functions.Zip(outcomes))
            Assert.Equal(outcome.Next.Unasked ? 1 : 0, await Work.CountWaitingAsync(function, Ct));
    }

    private async Task<FunctionId[]> DeployManyAsync()
    {
        var functions = new FunctionId[FunctionsAtOnce];
        for (var i = 0; i < functions.Length; i++) functions[i] = await DeployAsync($"f{i}");
        return functions;
    }
}
