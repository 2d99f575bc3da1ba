using Faas.Contracts;

namespace Faas.Storage.Tests;

/// <summary>What docs/queue.md promises, under the names it gives; other parts of the suite tell the details.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Invariant_1_an_accepted_invocation_reaches_exactly_one_final_state()
    {
        var function = await DeployAsync("f");
        for (var i = 0; i < 20; i++)
        {
            var claim = await EnqueueAndClaimAsync(Invocation(function));
            var wins = await Task.WhenAll(
                WonAsync(Work.FinishAsync(claim, Ended(claim), Result, null, Ct)),
                WonAsync(Work.FinishAsync(claim, Ended(claim) with { State = InvocationState.Dead, Outcome = Outcome.Crashed }, Result, Fate.Bury, null, Ct)),
                CancelledAsync(claim.Item.Id));
            Assert.Single(wins, won => won);
            var ledger = await Ledgers.ReadAsync(function.Shard, Ct);
            Assert.Equal((i + 1, i + 1, 0), (ledger.Accepted, ledger.Done + ledger.Dead + ledger.Cancelled, ledger.Missing));
        }

        async Task<bool> WonAsync(Task<FinishOutcome> finish) => (await finish).Won;
        async Task<bool> CancelledAsync(InvocationId id) => await Ending.CancelAsync(id, Ct) == CancelOutcome.WasRunning;
    }

    [Fact]
    public async Task Invariant_2_accepted_is_said_only_of_what_the_store_has()
    {
        var function = await DeployAsync("f");
        var id = await EnqueueAsync(function);

        Assert.NotNull(await Invocations.FindAsync(id, Ct));
        Assert.Equal(1, await Raw.ListLengthAsync(Keys.Queue(function)));
        Assert.Equal(1, (await Ledgers.ReadAsync(function.Shard, Ct)).Accepted);
    }

    [Fact]
    public async Task Invariant_3_what_was_lost_comes_back_as_another_attempt_and_what_was_never_started_as_the_same()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await Work.ReleaseAsync(claim, started: false, Ct);
        claim = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((1, 0), (claim.Item.Attempt, claim.Item.Losses));
        await Work.ReleaseAsync(claim, started: true, Ct);
        claim = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((2, 1), (claim.Item.Attempt, claim.Item.Losses));
    }

    [Fact]
    public async Task Invariant_4_a_stale_owner_session_or_attempt_can_neither_claim_nor_complete()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        var stale = await LeaseAsync(function);
        await Shards.DropAsync(stale, Ct);
        await LeaseAsync(function, Other);
        await EnqueueAsync(function);

        Assert.True((await Work.ClaimAsync(function, stale, Mine, Ct)).LeaseLost);
        Assert.False((await Work.FinishAsync(claim with { Session = Other }, Ended(claim), Result, null, Ct)).Won);
        await Work.ReleaseAsync(claim, started: true, Ct);
        await FinishLateAsync(claim);
        Assert.False((await RetryAsync(claim, Minute)).Won);
        Assert.False(await Work.ReleaseAsync(claim, started: true, Ct));
        Assert.Equal(0, (await Ledgers.ReadAsync(function.Shard, Ct)).Missing);
    }

    [Fact]
    public async Task Invariant_8_a_lost_message_delays_but_never_loses()
    {
        var function = await DeployAsync("f");
        await EnqueueAsync(function);
        await EnqueueAsync(Invocation(function) with { Delay = Blink });
        await Shards.StopWakesAsync(function.Shard);

        await Eventually.HoldsAsync(async () =>
        {
            await Delayed.PromoteAsync(function.Shard, Ct);
            return (await Work.ListReadyAsync(function.Shard, _ => false, Ct)).SequenceEqual([(function, 2L)]);
        }, "both are found without a message");
    }
}
