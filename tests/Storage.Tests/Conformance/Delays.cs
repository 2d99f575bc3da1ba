using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private DelayedQueue Delayed => Get<DelayedQueue>();

    [Fact]
    public async Task A_delayed_invocation_waits_for_its_time_by_the_stores_clock()
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        var later = await EnqueueAsync(Invocation(function) with { Delay = Minute });
        var soon = await EnqueueAsync(Invocation(function) with { Delay = Blink });

        Assert.Equal(InvocationState.Delayed, (await Invocations.FindAsync(later, Ct))!.State);
        Assert.Null((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim);
        TimeSpan? next = null;
        var claim = await Eventually.GetAsync(async () =>
        {
            next = await Delayed.PromoteAsync(function.Shard, Ct);
            return (await Work.ClaimAsync(function, lease, Mine, Ct)).Claim;
        }, "the delay passes");

        Assert.Equal(soon, claim.Item.Id);
        Assert.InRange(next!.Value, TimeSpan.FromSeconds(30), Minute);
        Assert.Equal(InvocationState.Running, (await Invocations.FindAsync(soon, Ct))!.State);
    }

    [Fact]
    public async Task A_time_to_come_delays_and_a_time_past_does_not()
    {
        var function = await DeployAsync("f");
        var now = DateTimeOffset.UnixEpoch.AddMicroseconds(await StoreMicrosAsync());
        var past = await EnqueueAsync(Invocation(function) with { NotBefore = now - Minute });
        var future = await EnqueueAsync(Invocation(function) with { NotBefore = now + Minute });

        Assert.Equal((InvocationState.Queued, InvocationState.Delayed), ((await Invocations.FindAsync(past, Ct))!.State, (await Invocations.FindAsync(future, Ct))!.State));
        Assert.InRange(await Delayed.PromoteAsync(function.Shard, Ct) ?? default, Minute - TimeSpan.FromSeconds(20), Minute);
    }

    [Fact]
    public async Task What_was_due_and_is_delayed_once_more_or_gone_is_not_moved()
    {
        var function = await DeployAsync("f");
        var seen = (await EnqueueAsync(Invocation(function) with { Delay = Blink })).ToBytes();
        await Eventually.HoldsAsync(async () => (await Delayed.ListDueAsync(function.Shard)).Due.Count == 1, "it is due");
        Assert.Equal(1, await Delayed.PromoteAsync(function, [seen]));
        var claim = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal(0, await Delayed.PromoteAsync(function, [seen]));
        await RetryAsync(claim, Minute);

        Assert.Equal(0, await Delayed.PromoteAsync(function, [seen]));

        Assert.Equal(InvocationState.Delayed, (await Invocations.FindAsync(claim.Item.Id, Ct))!.State);
    }

    [Fact]
    public async Task Without_delays_nothing_is_due() => Assert.Null(await Delayed.PromoteAsync(Shard7, Ct));

    [Fact]
    public async Task What_is_due_goes_where_its_priority_belongs_and_wakes_its_owner()
    {
        var function = await DeployAsync("tools/hällo");
        var wakes = new System.Collections.Concurrent.ConcurrentQueue<int>();
        await Shards.OnWakeAsync(function.Shard, (_, waiting) => wakes.Enqueue(waiting));
        await EnqueueAsync(function);
        var high = await EnqueueAsync(Invocation(function) with { Delay = Blink, Priority = Priority.High });
        await Eventually.HoldsAsync(() => wakes.Contains(0), "the owner hears that one was delayed");

        await Eventually.HoldsAsync(async () => await Delayed.PromoteAsync(function.Shard, Ct) is null, "all is due");

        await Eventually.HoldsAsync(() => wakes.Contains(2), "the owner hears that one is due");
        Assert.Equal(high, (await ClaimAsync(function, await LeaseAsync(function))).Item.Id);
    }

    [Fact]
    public async Task Delayed_invocations_are_bounded_like_waiting_ones()
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:QueueLength", "1"));
        var queue = (InvocationQueue)narrow.Services.GetService(typeof(InvocationQueue))!;
        var function = await DeployAsync("f");
        await EnqueueAsync(Invocation(function) with { Delay = Minute });

        Assert.Equal(EnqueueOutcome.QueueFull, (await queue.EnqueueAsync(Invocation(function) with { Delay = Minute }, Ct)).Outcome);
        Assert.Equal(EnqueueOutcome.Accepted, (await queue.EnqueueAsync(Invocation(function), Ct)).Outcome);

        // Those that wait take no room from those that are delayed, of whatever priority.
        var low = Invocation(await DeployAsync("g")) with { Priority = Priority.Low };
        await EnqueueAsync(low);
        Assert.Equal(EnqueueOutcome.Accepted, (await queue.EnqueueAsync(low with { Id = InvocationId.New(low.Function.Shard, _time.GetUtcNow()), Delay = Minute }, Ct)).Outcome);
    }
}
