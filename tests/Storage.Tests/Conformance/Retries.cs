using System.Text;
using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task A_retried_invocation_is_delayed_and_comes_back_as_its_next_attempt()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        var lease = await LeaseAsync(function);

        Assert.True((await RetryAsync(claim, Minute)).Won);
        var record = (await Invocations.FindAsync(claim.Item.Id, Ct))!;
        Assert.Equal((InvocationState.Delayed, null, Outcome.FunctionError, "boom"), (record.State, record.Outcome, record.LastOutcome, record.Reason));
        Assert.InRange(record.DueMicros, await StoreMicrosAsync(), await StoreMicrosAsync() + 60_000_000);
        Assert.False((await RetryAsync(claim, Blink)).Won);
        await FinishLateAsync(claim);
        Assert.Null((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim);
    }

    [Fact]
    public async Task A_retried_invocation_whose_caller_waits_has_no_record_until_it_ends()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f"), sync: true));

        await RetryAsync(claim, Minute);

        Assert.False(await Raw.KeyExistsAsync(Keys.Record(claim.Item.Id)));
    }

    [Fact]
    public async Task Invariant_7_retries_and_losses_are_counted_apart_so_that_both_are_bounded()
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        var claim = await EnqueueAndClaimAsync(Invocation(function) with { Payload = "{\"a\":1}"u8.ToArray(), Priority = Priority.High });
        for (var attempt = 1; attempt <= 60; attempt++)
        {
            Assert.Equal(attempt, claim.Item.Attempt);
            if (attempt % 12 == 0) await Work.ReleaseAsync(claim, started: true, Ct);
            else await RetryAsync(claim, TimeSpan.FromMilliseconds(1));
            claim = await Eventually.GetAsync(async () =>
            {
                await Delayed.PromoteAsync(function.Shard, Ct);
                return (await Work.ClaimAsync(function, lease, Mine, Ct)).Claim;
            }, "it is due");
        }

        Assert.Equal((61, 55, 5, Priority.High, "{\"a\":1}"), (claim.Item.Attempt, claim.Item.Failures, claim.Item.Losses, claim.Item.Priority, Encoding.UTF8.GetString(claim.Item.Payload.Span)));
        Assert.Equal(61, Assert.Single(await Work.ListClaimsAsync(function.Shard, Ct)).Item.Attempt);
        await FinishAsync(claim);
    }

    [Fact]
    public async Task The_end_of_an_attempt_that_is_retried_claims_the_next()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        var next = await EnqueueAsync(function);

        var outcome = await RetryAsync(claim, Minute, await LeaseAsync(function));

        Assert.Equal(next, outcome.Next.Claim!.Item.Id);
    }

    private Task<FinishOutcome> RetryAsync(Claim claim, TimeSpan delay, ShardLease? next = null) => Work.FinishAsync(
        claim, Ended(claim) with { State = InvocationState.Queued, Outcome = null, LastOutcome = Outcome.FunctionError, Reason = "boom" }, default, Fate.RetryIn(delay), next, Ct);

    private async Task FinishLateAsync(Claim claim) => Assert.False((await Work.FinishAsync(claim, Ended(claim), Result, null, Ct)).Won);
}
