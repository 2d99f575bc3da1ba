using System.Security.Cryptography;
using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task An_invocation_of_an_unknown_function_is_not_accepted()
    {
        var invocation = Invocation(Definition("nobody").Id);

        Assert.Equal(EnqueueOutcome.UnknownFunction, (await Queue.EnqueueAsync(invocation, Ct)).Outcome);
        Assert.Null(await Invocations.FindAsync(invocation.Id, Ct));
        Assert.Empty(await Work.ListReadyAsync(invocation.Function.Shard, _ => false, Ct));
    }

    [Fact]
    public async Task An_invocation_of_a_deleted_function_is_not_accepted()
    {
        var function = await DeployAsync("f");
        await Functions.DeleteAsync(function, null, Ct);

        Assert.Equal(EnqueueOutcome.UnknownFunction, (await Queue.EnqueueAsync(Invocation(function), Ct)).Outcome);
    }

    [Fact]
    public async Task A_full_queue_takes_no_more_until_one_is_claimed()
    {
        using var narrow = Hosting.Build(server.Address, _time, ("Storage:QueueLength", "2"));
        var queue = (InvocationQueue)narrow.Services.GetService(typeof(InvocationQueue))!;
        var function = await DeployAsync("f");
        await EnqueueAsync(function);
        await EnqueueAsync(function);

        var refused = Invocation(function);
        Assert.Equal(EnqueueOutcome.QueueFull, (await queue.EnqueueAsync(refused, Ct)).Outcome);
        Assert.Null(await Invocations.FindAsync(refused.Id, Ct));

        await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal(EnqueueOutcome.Accepted, (await queue.EnqueueAsync(Invocation(function), Ct)).Outcome);
    }

    [Fact]
    public async Task An_accepted_invocation_can_be_read_at_once()
    {
        var function = await DeployAsync("f");
        var before = await StoreMicrosAsync();
        var id = await EnqueueAsync(function);

        var record = await Invocations.FindAsync(id, Ct);

        Assert.Equal((id, "guest/f", InvocationState.Queued, null, Trace, false), (record!.Id, record.Function, record.State, record.Outcome, record.TraceParent, record.Sync));
        Assert.InRange(record.AcceptedMicros, before, await StoreMicrosAsync());
    }

    [Fact]
    public async Task An_item_arrives_as_it_was_sent()
    {
        var function = await DeployAsync("f");
        var sent = Invocation(function, sync: true) with
        {
            Payload = RandomNumberGenerator.GetBytes(1 << 20),
            Gateway = Other,
            StartWithin = TimeSpan.FromSeconds(2),
        };

        var claim = await EnqueueAndClaimAsync(sent);

        Assert.Equal((sent.Id, true, Other, Trace, 1), (claim.Item.Id, claim.Item.Sync, claim.Item.Gateway, claim.Item.TraceParent, claim.Item.Attempt));
        Assert.Equal(sent.Payload.ToArray(), claim.Item.Payload.ToArray());
        Assert.Equal(2_000_000, claim.Item.DeadlineMicros - claim.Item.AcceptedMicros);
        Assert.Equal((function, Mine, "r1"), (claim.Function, claim.Session, claim.Revision));
        Assert.InRange(claim.ClaimedMicros, claim.Item.AcceptedMicros, await StoreMicrosAsync());
    }

    [Fact]
    public async Task An_item_without_a_deadline_or_a_gateway_says_so()
    {
        var claim = await EnqueueAndClaimAsync(Invocation(await DeployAsync("f")));

        Assert.Equal((0, null, false), (claim.Item.DeadlineMicros, claim.Item.Gateway, claim.Item.Sync));
    }

    [Fact]
    public async Task The_oldest_is_claimed_first_and_the_rest_counted()
    {
        var function = await DeployAsync("f");
        InvocationId[] sent = [await EnqueueAsync(function), await EnqueueAsync(function), await EnqueueAsync(function)];
        var lease = await LeaseAsync(function);

        var outcomes = new[] { await Next(), await Next(), await Next(), await Next() };

        Assert.Equal(sent, outcomes.Take(3).Select(outcome => outcome.Claim!.Item.Id));
        Assert.Equal([2, 1, 0, 0], outcomes.Select(outcome => outcome.Waiting));
        Assert.Equal((null, false), (outcomes[3].Claim, outcomes[3].LeaseLost));

        Task<ClaimOutcome> Next() => Work.ClaimAsync(function, lease, Mine, Ct);
    }

    [Fact]
    public async Task A_claim_of_a_deleted_function_has_no_revision()
    {
        var function = await DeployAsync("f");
        await EnqueueAsync(function);
        await Functions.DeleteAsync(function, null, Ct);

        Assert.Null((await ClaimAsync(function, await LeaseAsync(function))).Revision);
    }

    [Fact]
    public async Task A_claim_names_the_revision_of_its_moment()
    {
        var function = await DeployAsync("f", "r1");
        await EnqueueAsync(function);
        await DeployAsync("f", "r2");

        Assert.Equal("r2", (await ClaimAsync(function, await LeaseAsync(function))).Revision);
    }

    [Fact]
    public async Task Without_the_lease_nothing_is_claimed()
    {
        var function = await DeployAsync("f");
        await EnqueueAsync(function);
        var lease = await LeaseAsync(function);
        await Shards.DropAsync(lease, Ct);

        Assert.Equal(new ClaimOutcome(null, 0, LeaseLost: true), await Work.ClaimAsync(function, lease, Mine, Ct));

        // An earlier one of the same invoker is over as well.
        var later = await LeaseAsync(function);
        Assert.True((await Work.ClaimAsync(function, lease, Mine, Ct)).LeaseLost);
        await Shards.DropAsync(later, Ct);
        await LeaseAsync(function, Other);
        Assert.True((await Work.ClaimAsync(function, lease, Mine, Ct)).LeaseLost);
        Assert.Equal([(function, 1L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    [Fact]
    public async Task A_function_is_ready_while_something_waits()
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));

        for (var round = 0; round < 2; round++)
        {
            await EnqueueAsync(function);
            await EnqueueAsync(function);
            Assert.Equal([(function, 2L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));

            await ClaimAsync(function, lease);
            Assert.Equal([(function, 1L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));

            await ClaimAsync(function, lease);
            Assert.Null((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim);
            Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
        }
    }

    [Fact]
    public async Task A_growing_queue_wakes_at_the_powers_of_two()
    {
        var function = await DeployAsync("f");
        var wakes = new System.Collections.Concurrent.ConcurrentQueue<int>();
        await Shards.OnWakeAsync(function.Shard, (woken, waiting) =>
        {
            Assert.Equal(function, woken);
            wakes.Enqueue(waiting);
        });

        for (var i = 0; i < 9; i++) await EnqueueAsync(function);
        await Eventually.HoldsAsync(() => wakes.Count == 4);
        Assert.Equal([1, 2, 4, 8], wakes.Order());

        await Shards.StopWakesAsync(function.Shard);
        for (var i = 9; i < 16; i++) await EnqueueAsync(function);
        Assert.Equal(4, wakes.Count);
    }

    [Fact]
    public async Task Queues_are_listed_longest_first()
    {
        var (one, two, idle) = (await DeployAsync("one"), await DeployAsync("two"), await DeployAsync("idle"));
        await EnqueueAsync(one);
        await EnqueueAsync(two);
        await EnqueueAsync(two);
        await EnqueueAndClaimAsync(Invocation(idle));

        Assert.Equal([new("guest/two", 2), new("guest/one", 1)], await Get<SystemStore>().ListQueuesAsync(Ct));
    }

    private async Task<long> StoreMicrosAsync()
    {
        var time = (RedisResult[])(await Raw.ExecuteAsync("TIME"))!;
        return (long)time[0] * 1_000_000 + (long)time[1];
    }
}
