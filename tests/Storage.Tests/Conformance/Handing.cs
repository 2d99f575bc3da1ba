using System.Threading.Channels;
using Faas.Contracts;

namespace Faas.Storage.Tests;

/// <summary>An owner that has room for a run of a function hears of the next one as of a claim of its own: such an invocation never waits.</summary>
public abstract partial class StoreConformance
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_comes_while_its_owner_has_room_is_claimed_where_it_is_accepted(bool sync)
    {
        var function = await DeployAsync("tools/hällo", "r7");
        var (handed, lease) = await HaveRoomAsync(function);
        var invocation = Invocation(function, sync) with { StartWithin = TimeSpan.FromMinutes(1) };

        await EnqueueAsync(invocation);

        var claim = await handed.ReadAsync(Ct).AsTask().WaitAsync(Soon, Ct);
        Assert.Equal((function, invocation.Id, 1, sync, "r7", Mine, false), (claim.Function, claim.Item.Id, claim.Item.Attempt, claim.Item.Sync, claim.Revision, claim.Session, claim.Expired));
        Assert.Equal(claim.ClaimedMicros, claim.Item.AcceptedMicros);
        Assert.Equal(invocation.Payload.ToArray(), claim.Item.Payload.ToArray());
        Assert.True(await Work.StandsAsync(claim, Ct));
        Assert.Null((await Work.ClaimAsync(function, lease, Mine, Ct)).Claim);
        Assert.Empty(await Work.ListReadyAsync(function.Shard, _ => false, Ct));
        Assert.Equal(InvocationState.Running, (await Invocations.FindAsync(invocation.Id, Ct))!.State);
        await FinishAsync(claim);
        Assert.Equal(Outcome.Success, (await Invocations.FindAsync(invocation.Id, Ct))!.Outcome);
        Assert.Equal((2L, 2L, true), await BalanceAsync(function));
    }

    [Fact]
    public async Task As_many_are_claimed_as_there_is_room_for_and_those_behind_wait()
    {
        var function = await DeployAsync("f");
        var (handed, lease) = await HaveRoomAsync(function, places: 2);
        var sent = Enumerable.Range(0, 6).Select(i => Invocation(function, sync: i % 2 == 0)).ToList();

        await Task.WhenAll(sent.Select(invocation => Queue.EnqueueAsync(invocation, Ct)));

        var claimed = new[] { await NextAsync(handed), await NextAsync(handed) };
        Assert.Equal(sent.Select(invocation => invocation.Id).ToHashSet(), [.. claimed.Select(claim => claim.Item.Id), .. await ClaimAllAsync(function)]);
        Assert.False(handed.TryRead(out _));
    }

    [Fact]
    public async Task Whoever_ends_and_finds_nothing_has_room_again()
    {
        var function = await DeployAsync("f");
        var (handed, lease) = await HaveRoomAsync(function);
        for (var i = 0; i < 5; i++)
        {
            var id = await EnqueueAsync(function);
            var claim = await NextAsync(handed);
            Assert.Equal(id, claim.Item.Id);
            Assert.Null((await Work.FinishAsync(claim, Ended(claim), Text("{}"), lease, Ct)).Next.Claim);
        }
    }

    [Fact]
    public async Task Whoever_ends_and_does_not_ask_has_room_all_the_same()
    {
        var function = await DeployAsync("f");
        var (handed, lease) = await HaveRoomAsync(function);
        await EnqueueAsync(function);
        var claim = await NextAsync(handed);
        Assert.True((await Work.FinishAsync(claim, Ended(claim), Text("{}"), Fate.End, lease, Ct, asks: false)).Next.Unasked);

        var next = await EnqueueAsync(function);

        Assert.Equal(next, (await NextAsync(handed)).Item.Id);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Whoever_ends_under_a_lease_that_is_lost_takes_no_room_from_its_successor(bool asks)
    {
        var function = await DeployAsync("f");
        var (_, before) = await HaveRoomAsync(function);
        await EnqueueAsync(Invocation(function) with { Priority = Priority.High });
        var late = await ClaimAsync(function, before);
        await Shards.DropAsync(before, Ct);
        var (handed, _) = await HaveRoomAsync(function);

        await Work.FinishAsync(late, Ended(late), Text("{}"), Fate.End, before, Ct, asks);

        var next = await EnqueueAsync(function);
        Assert.Equal(next, (await NextAsync(handed)).Item.Id);
    }

    [Fact]
    public async Task Whoever_ends_without_a_lease_has_no_room()
    {
        var function = await DeployAsync("f");
        var (handed, _) = await HaveRoomAsync(function);
        await EnqueueAsync(function);
        await FinishAsync(await NextAsync(handed));

        await EnqueueAsync(function);

        await WaitsAsync(function, handed);
    }

    [Theory, InlineData("lost"), InlineData("another's"), InlineData("taken again")]
    public async Task Room_counts_only_under_the_lease_it_was_told_of(string now)
    {
        var function = await DeployAsync("f");
        var (handed, lease) = await HaveRoomAsync(function);
        await Shards.DropAsync(lease, Ct);
        if (now != "lost") await LeaseAsync(function, now == "another's" ? Other : Mine);

        await EnqueueAsync(function);

        await WaitsAsync(function, handed);
    }

    [Fact]
    public async Task Nothing_is_claimed_for_a_session_that_does_not_listen()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await Work.FinishAsync(claim, Ended(claim), Text("{}"), await LeaseAsync(function), Ct);

        var id = await EnqueueAsync(function);

        Assert.Equal(id, (await ClaimAsync(function, await LeaseAsync(function))).Item.Id);
        Assert.Single(await Work.ListClaimsAsync(function.Shard, Ct));
    }

    [Theory, InlineData("saved"), InlineData("deleted")]
    public async Task A_function_that_is_no_longer_the_same_has_no_room(string what)
    {
        var function = await DeployAsync("f");
        var (handed, _) = await HaveRoomAsync(function);
        if (what == "deleted") await Functions.DeleteAsync(function, null, Ct);
        await DeployAsync("f", "r2");

        await EnqueueAsync(function);

        await WaitsAsync(function, handed);
    }

    [Fact]
    public async Task Room_for_runs_of_a_deleted_function_is_not_noted()
    {
        var function = await DeployAsync("f");
        var claim = await EnqueueAndClaimAsync(Invocation(function));
        await Functions.DeleteAsync(function, null, Ct);

        await Work.FinishAsync(claim, Ended(claim), Text("{}"), await LeaseAsync(function), Ct);

        Assert.False(await Raw.KeyExistsAsync(Keys.Function(function)));
    }

    [Fact]
    public async Task What_asks_for_more_than_its_turn_waits_and_so_does_what_is_large()
    {
        var function = await DeployAsync("f");
        var (handed, _) = await HaveRoomAsync(function, places: 3);

        await EnqueueAsync(Invocation(function) with { Payload = new byte[20_000] });
        await WaitsAsync(function, handed);
        Assert.Single(await ClaimAllAsync(function));
        await EnqueueAsync(Invocation(function) with { Priority = Priority.High });
        await WaitsAsync(function, handed);
        Assert.Single(await ClaimAllAsync(function));

        // Each took room when it was claimed: it is not given twice.
        await EnqueueAsync(function);
        await NextAsync(handed);
        await EnqueueAsync(function);
        await WaitsAsync(function, handed);
    }

    [Fact]
    public async Task While_some_wait_none_goes_before_them()
    {
        var function = await DeployAsync("f");
        var (handed, lease) = await HaveRoomAsync(function);
        var first = await EnqueueAsync(Invocation(function) with { Priority = Priority.High });

        var second = await EnqueueAsync(function);

        Assert.Equal([first, second], await ClaimAllAsync(function));
        Assert.False(handed.TryRead(out _));
    }

    [Fact]
    public async Task What_was_claimed_for_a_session_that_never_heard_of_it_goes_back()
    {
        var function = await DeployAsync("f");
        var (_, lease) = await HaveRoomAsync(function);
        var id = await EnqueueAsync(Invocation(function, sync: true));

        var unheard = Assert.Single(await Work.ListClaimsAsync(function.Shard, Ct));
        Assert.Equal((id, Mine), (unheard.Item.Id, unheard.Session));
        Assert.True(await Work.ReleaseAsync(unheard, started: false, Ct));

        var claim = await ClaimAsync(function, lease);
        Assert.Equal((id, 1), (claim.Item.Id, claim.Item.Attempt));
    }

    [Fact]
    public async Task Whoever_puts_back_what_was_claimed_for_it_has_no_room_for_others()
    {
        var function = await DeployAsync("f");
        var (handed, _) = await HaveRoomAsync(function, places: 3);
        await EnqueueAsync(function);
        await Work.ReleaseAsync(await NextAsync(handed), started: false, Ct);
        Assert.Single(await ClaimAllAsync(function));

        await EnqueueAsync(function);

        await WaitsAsync(function, handed);
    }

    [Fact]
    public async Task What_was_claimed_and_not_started_is_not_given_up_as_waiting()
    {
        var function = await DeployAsync("f");
        var (handed, _) = await HaveRoomAsync(function);
        var id = await EnqueueAsync(Invocation(function, sync: true));

        Assert.False(await Ending.GiveUpAsync(function, id, Trace, "Nobody started it.", Ct));

        await FinishAsync(await NextAsync(handed));
    }

    private static async Task<Claim> NextAsync(ChannelReader<Claim> handed) => await handed.ReadAsync(Ct).AsTask().WaitAsync(Soon, Ct);

    /// <summary>An owner that listens, and has ended runs of a function after which nothing waited.</summary>
    private async Task<(ChannelReader<Claim> Handed, ShardLease Lease)> HaveRoomAsync(FunctionId function, int places = 1)
    {
        var handed = Channel.CreateUnbounded<Claim>();
        await Work.OnHandAsync(Mine, claim => handed.Writer.TryWrite(claim));
        var lease = await LeaseAsync(function);
        for (var i = 0; i < places; i++) await EnqueueAsync(function);
        var claims = new List<Claim>();
        for (var i = 0; i < places; i++) claims.Add(await ClaimAsync(function, lease));
        await Task.WhenAll(claims.Select(claim => Work.FinishAsync(claim, Ended(claim), Text("{}"), lease, Ct)));
        return (handed.Reader, lease);
    }

    /// <summary>One was not claimed for anybody.</summary>
    private async Task WaitsAsync(FunctionId function, ChannelReader<Claim> handed)
    {
        await Work.HeardAsync();
        Assert.False(handed.TryRead(out _));
        Assert.Equal([(function, 1L)], await Work.ListReadyAsync(function.Shard, _ => false, Ct));
    }

    private async Task<(long Accepted, long Done, bool Balances)> BalanceAsync(FunctionId function)
    {
        var ledger = await Get<LedgerStore>().ReadAsync(function.Shard, Ct);
        return (ledger.Accepted, ledger.Done, ledger.Missing == 0);
    }
}
