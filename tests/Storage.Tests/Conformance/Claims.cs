using System.Text;
using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    [Theory]
    [InlineData(false, 1), InlineData(true, 2)]
    public async Task A_released_claim_is_the_next_to_be_claimed(bool started, int attempt)
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await EnqueueAsync(function);

        Assert.True(await Work.ReleaseAsync(claim, started, Ct));
        Assert.False(await Work.ReleaseAsync(claim, started, Ct));

        var again = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((claim.Item.Id, attempt, claim.Item.AcceptedMicros), (again.Item.Id, again.Item.Attempt, again.Item.AcceptedMicros));
    }

    [Fact]
    public async Task A_release_makes_its_function_ready_and_wakes()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        Assert.Null((await Work.ClaimAsync(function, await LeaseAsync(function), Mine, Ct)).Claim);
        var woken = new TaskCompletionSource<(FunctionId, int)>();
        await Shards.OnWakeAsync(function.Shard, (id, waiting) => woken.TrySetResult((id, waiting)));

        await Work.ReleaseAsync(claim, started: false, Ct);

        Assert.Equal((function, 1), await woken.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.Equal([(function, 1L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    [Fact]
    public async Task A_release_said_twice_does_not_undo_a_later_claim_of_the_same_attempt()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function, sync: true));
        await Work.ReleaseAsync(claim, started: false, Ct);
        var again = await ClaimAsync(function, await LeaseAsync(function));
        Assert.Equal((claim.Item.Id, claim.Item.Attempt, claim.Session), (again.Item.Id, again.Item.Attempt, again.Session));

        Assert.False(await Work.ReleaseAsync(claim, started: false, Ct));

        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
        await FinishAsync(again);
    }

    [Fact]
    public async Task A_release_after_the_end_does_nothing()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await FinishAsync(claim);

        Assert.False(await Work.ReleaseAsync(claim, started: true, Ct));
        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    [Fact]
    public async Task Claims_are_listed_with_what_is_needed_to_release_or_end_them()
    {
        var function = await DeployAsync("tools/hällo");
        var claim = await EnqueueAndClaimAsync(Invocation(function) with { Payload = "{\"line\":\"a\\nb\"}\n\n"u8.ToArray() });

        var found = Assert.Single(await Work.ListClaimsAsync(function.Shard, Ct));

        Assert.Equal((function, Mine, claim.Item.Id), (found.Function, found.Session, found.Item.Id));
        Assert.Equal(claim.Item.Bytes.ToArray(), found.Item.Bytes.ToArray());
        Assert.True(await Work.ReleaseAsync(found, started: true, Ct));
        Assert.Empty(await Work.ListClaimsAsync(function.Shard, Ct));
    }

    [Theory, InlineData("normal"), InlineData("high")]
    public async Task What_its_caller_has_given_up_can_be_claimed_alone(string priority)
    {
        var function = await DeployAsync("f");
        var lease = await LeaseAsync(function);
        var brief = await EnqueueAsync(Invocation(function, sync: true) with { StartWithin = Blink, Priority = KebabCase<Priority>.Value(priority) });
        var patient = await EnqueueAsync(Invocation(function, sync: true) with { StartWithin = Minute });

        var expired = await Eventually.GetAsync(async () => (await Work.ClaimExpiredAsync(function, lease, Mine, Ct)).Claim, "the caller gives up");
        Assert.Equal((brief, true), (expired.Item.Id, expired.Expired));

        Assert.Null((await Work.ClaimExpiredAsync(function, lease, Mine, Ct)).Claim);
        var next = await ClaimAsync(function, lease);
        Assert.Equal((patient, false), (next.Item.Id, next.Expired));
        await EnqueueAsync(function);
        Assert.Equal(new ClaimOutcome(null, 0, false), await Work.ClaimExpiredAsync(function, lease, Mine, Ct));
    }

    [Fact]
    public async Task A_claimed_invocation_is_running()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        var waiting = await EnqueueAsync(function);

        Assert.Equal(InvocationState.Running, (await Invocations.FindAsync(claim.Item.Id, Ct))!.State);
        Assert.Equal(InvocationState.Queued, (await Invocations.FindAsync(waiting, Ct))!.State);
    }

    [Theory]
    [InlineData("*"), InlineData("?"), InlineData("["), InlineData("]"), InlineData("\\"), InlineData("^"), InlineData("-"), InlineData("\n"), InlineData("[a-z]"), InlineData("\\*"), InlineData("\0")]
    public async Task Ids_of_any_bytes_are_found_among_claims(string awkward)
    {
        var function = await DeployAsync("f");
        var bytes = new byte[InvocationId.Size];
        bytes.AsSpan().Fill((byte)awkward[^1]);
        Encoding.ASCII.GetBytes(awkward, bytes);
        bytes[14] = (byte)(function.Shard.Value >> 8);
        bytes[15] = (byte)function.Shard.Value;
        var id = InvocationId.FromBytes(bytes);
        bytes[0] ^= 0x80;
        var neighbour = InvocationId.FromBytes(bytes);

        var claim = await EnqueueAndClaimAsync(Invocation(function) with { Id = id });
        await EnqueueAsync(Invocation(function) with { Id = neighbour });

        Assert.Equal(InvocationState.Running, (await Invocations.FindAsync(id, Ct))!.State);
        Assert.Equal(InvocationState.Queued, (await Invocations.FindAsync(neighbour, Ct))!.State);
        Assert.Equal(id, Assert.Single(await Work.ListClaimsAsync(function.Shard, Ct)).Item.Id);
        await FinishAsync(claim);
    }
}
