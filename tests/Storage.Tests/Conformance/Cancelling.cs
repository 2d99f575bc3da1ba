using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private InvocationEnding Ending => Get<InvocationEnding>();

    [Theory, InlineData("high"), InlineData("normal"), InlineData("low")]
    public async Task What_is_cancelled_while_it_waits_is_never_claimed(string priority)
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        InvocationId[] ids = [await SendAsync(function, priority), await SendAsync(function, priority), await SendAsync(function, priority)];

        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(ids[0], Ct));
        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(ids[1], Ct));
        Assert.Equal(CancelOutcome.Ended, await Ending.CancelAsync(ids[1], Ct));

        Assert.Equal(ids[2], (await ClaimAsync(function, lease)).Item.Id);
        Assert.Equal(new ClaimOutcome(null, 0, false), await Work.ClaimAsync(function, lease, Mine, Ct));
        var record = (await Invocations.FindAsync(ids[0], Ct))!;
        Assert.Equal((InvocationState.Cancelled, Outcome.Cancelled), (record.State, record.Outcome));
        Assert.InRange(record.EndedMicros, record.AcceptedMicros, await StoreMicrosAsync());
        Assert.Equal(["doc", "rev"], (await Raw.HashKeysAsync(Keys.Function(function))).Select(field => (string)field!).Order());
    }

    [Fact]
    public async Task What_is_cancelled_stays_so_when_its_function_is_created_anew()
    {
        var function = await DeployAsync("f");
        var id = await EnqueueAsync(function);
        await Ending.CancelAsync(id, Ct);
        await Functions.DeleteAsync(function, null, Ct);
        await DeployAsync("f", "r2");

        Assert.Null((await Work.ClaimAsync(function, await LeaseAsync(function), Mine, Ct)).Claim);
    }

    [Fact]
    public async Task What_is_cancelled_while_delayed_is_gone()
    {
        var function = await DeployAsync("f");
        var id = await EnqueueAsync(Invocation(function) with { Delay = Minute });

        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(id, Ct));

        Assert.Equal((0, 0), (await Raw.SortedSetLengthAsync(Keys.Delayed(function.Shard)), await Raw.HashLengthAsync(Keys.DelayedItems(function.Shard))));
        Assert.Equal(InvocationState.Cancelled, (await Invocations.FindAsync(id, Ct))!.State);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_cancelled_while_it_runs_ends_at_once_and_its_invoker_and_caller_are_told(bool sync)
    {
        var inbox = await InboxAsync();
        var abandoned = new TaskCompletionSource<InvocationId>();
        await Work.OnAbandonAsync(Mine, id => abandoned.TrySetResult(id));
        var invocation = Invocation(await DeployAsync("f"), sync) with { Gateway = inbox.Gateway };
        using var waiter = inbox.Expect(invocation.Id);
        var claim = await EnqueueAndClaimAsync(invocation);

        Assert.Equal(CancelOutcome.WasRunning, await Ending.CancelAsync(invocation.Id, Ct));

        Assert.Equal(invocation.Id, await abandoned.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal(Outcome.Cancelled, (await waiter.Finished.WaitAsync(TimeSpan.FromSeconds(10), Ct)).Record.Outcome);
        await FinishLateAsync(claim);
        Assert.Equal(Outcome.Cancelled, (await Invocations.FindAsync(invocation.Id, Ct))!.Outcome);
        Assert.Equal(CancelOutcome.Ended, await Ending.CancelAsync(invocation.Id, Ct));
    }

    [Fact]
    public async Task A_claim_stands_until_it_is_cancelled_and_who_has_stopped_listening_hears_nothing_of_it()
    {
        var (heard, unheard) = (new TaskCompletionSource<InvocationId>(), new List<InvocationId>());
        await using var listening = await Work.OnAbandonAsync(Mine, id => heard.TrySetResult(id));
        await (await Work.OnAbandonAsync(Mine, unheard.Add)).DisposeAsync();
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        Assert.True(await Work.StandsAsync(claim, Ct));

        await Ending.CancelAsync(claim.Item.Id, Ct);

        Assert.Equal(claim.Item.Id, await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Empty(unheard);
        Assert.False(await Work.StandsAsync(claim, Ct));
    }

    [Fact]
    public async Task A_running_synchronous_invocation_can_be_read()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f"), sync: true));

        var record = (await Invocations.FindAsync(claim.Item.Id, Ct))!;

        Assert.Equal((InvocationState.Running, "guest/f", true, claim.Item.AcceptedMicros), (record.State, record.Function, record.Sync, record.AcceptedMicros));
    }

    [Fact]
    public async Task What_was_seen_running_and_waits_again_is_looked_at_once_more()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        var seen = (await Invocations.FindAsync(claim.Item.Id, Ct))!;
        await Work.ReleaseAsync(claim, started: false, Ct);

        Assert.Null(await Ending.CancelAsync(seen));
        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(claim.Item.Id, Ct));
    }

    [Fact]
    public async Task What_has_ended_or_never_was_cannot_be_cancelled()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        await FinishAsync(claim);

        Assert.Equal(CancelOutcome.Ended, await Ending.CancelAsync(claim.Item.Id, Ct));
        Assert.Equal(CancelOutcome.Unknown, await Ending.CancelAsync(InvocationId.New(Shard7, _time.GetUtcNow()), Ct));
        Assert.Equal(Outcome.Success, (await Invocations.FindAsync(claim.Item.Id, Ct))!.Outcome);
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_what_waits_and_nothing_else()
    {
        var function = await DeployAsync("f");
        var running = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        var ended = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        await FinishAsync(ended);
        var waiting = await EnqueueAsync(Invocation(function, sync: true));
        var unwaited = await EnqueueAsync(Invocation(function));

        Assert.False(await GiveUpAsync(unwaited));
        Assert.Equal(CancelOutcome.WasWaiting, await Ending.CancelAsync(unwaited, Ct));
        Assert.True(await GiveUpAsync(waiting));
        Assert.False(await GiveUpAsync(waiting));
        Assert.False(await GiveUpAsync(running.Item.Id));
        Assert.False(await GiveUpAsync(ended.Item.Id));

        Assert.Equal(Outcome.NoCapacity, (await Invocations.FindAsync(waiting, Ct))!.Outcome);
        Assert.Null((await Work.ClaimAsync(function, await LeaseAsync(function), Mine, Ct)).Claim);
        await FinishAsync(running);
        Task<bool> GiveUpAsync(InvocationId id) => Ending.GiveUpAsync(function, id, Trace, "too late", Ct);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_ended_after_it_was_seen_waiting_is_not_cancelled_though_its_record_be_forgotten(bool forgotten)
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));
        await Work.ReleaseAsync(claim, started: false, Ct);
        var seen = (await Invocations.FindAsync(claim.Item.Id, Ct))!;
        // What a function answers may look like a record that has not ended.
        await FinishAsync(await ClaimAsync(claim.Function, await LeaseAsync(claim.Function)), "{\"state\":\"queued\"}");
        if (forgotten) await Raw.KeyDeleteAsync(Keys.Record(claim.Item.Id));

        Assert.Null(await Ending.CancelAsync(seen));

        var ledger = await Ledgers.ReadAsync(claim.Function.Shard, Ct);
        Assert.Equal((1, 1, 0, 0), (ledger.Accepted, ledger.Done, ledger.Cancelled, ledger.Missing));
    }

    [Fact]
    public async Task What_the_store_has_lost_ends_uncounted_and_leaves_nothing_when_its_caller_gives_up()
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        InvocationId[] waiting = [await EnqueueAsync(Invocation(function, sync: true)), await EnqueueAsync(Invocation(function, sync: true))];
        // What it does not know any more it never knew.
        var lost = InvocationId.New(function.Shard, _time.GetUtcNow());

        foreach (var id in new[] { lost, waiting[0] }) Assert.True(await Ending.GiveUpAsync(function, id, Trace, "too late", Ct));
        Assert.False(await Ending.GiveUpAsync(function, lost, Trace, "too late", Ct));

        Assert.Equal((2, 2, 0, 0), await CountsAsync());
        Assert.Equal(waiting[1], (await ClaimAsync(function, lease)).Item.Id);
        Assert.Equal((2, 0, 1, 0), await CountsAsync());
        Assert.Equal(["doc", "rev"], (await Raw.HashKeysAsync(Keys.Function(function))).Select(field => (string)field!).Order());

        async Task<(long Accepted, long Waiting, long Failed, long Missing)> CountsAsync()
        {
            var ledger = await Ledgers.ReadAsync(function.Shard, Ct);
            return (ledger.Accepted, ledger.Waiting, ledger.Failed, ledger.Missing);
        }
    }
}
