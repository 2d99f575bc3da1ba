using Faas.Contracts;

namespace Faas.Storage.Tests;

public abstract partial class StoreConformance
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Blink = TimeSpan.FromMilliseconds(30);
    private static readonly Shard Shard7 = Shard.FromValue(7);

    [Fact]
    public async Task A_lease_has_one_holder()
    {
        var lease = await Shards.TakeAsync(Shard7, Mine, Minute / 3, Ct);

        Assert.NotNull(lease);
        Assert.Null(await Shards.TakeAsync(Shard7, Other, Minute, Ct));
        Assert.Equal(lease, await Shards.TakeAsync(Shard7, Mine, Minute, Ct));
        await LivesAsync(Keys.Lease(Shard7), Minute);
    }

    [Fact]
    public async Task A_holder_whose_name_begins_alike_is_another()
    {
        await Shards.TakeAsync(Shard7, "abcd", Minute, Ct);

        Assert.Null(await Shards.TakeAsync(Shard7, "abc", Minute, Ct));
    }

    [Fact]
    public async Task A_renewed_lease_lives_on_and_a_lost_one_is_told()
    {
        var kept = (await Shards.TakeAsync(Shard7, Mine, TimeSpan.FromSeconds(20), Ct))!;
        var lost = (await Shards.TakeAsync(Shard.FromValue(8), Mine, Blink, Ct))!;
        var taken = await Eventually.GetAsync(() => Shards.TakeAsync(Shard.FromValue(8), Other, Minute, Ct), "the lease runs out");

        Assert.Equal([lost], await Shards.RenewAsync([kept, lost], Minute, Ct));
        Assert.True(await Raw.KeyTimeToLiveAsync(Keys.Lease(Shard7)) > TimeSpan.FromSeconds(30));
        Assert.Equal([], await Shards.RenewAsync([taken], Minute, Ct));
        Assert.Equal([], await Shards.RenewAsync([], Minute, Ct));
    }

    [Fact]
    public async Task A_dropped_lease_is_free_and_nobody_drops_anothers()
    {
        var mine = (await Shards.TakeAsync(Shard7, Mine, Minute, Ct))!;
        await Shards.DropAsync(mine, Ct);
        var others = await Shards.TakeAsync(Shard7, Other, Minute, Ct);
        Assert.NotNull(others);

        await Shards.DropAsync(mine, Ct);

        Assert.Null(await Shards.TakeAsync(Shard7, Mine, Minute, Ct));
    }

    [Fact]
    public async Task Every_lease_has_a_later_epoch()
    {
        var epochs = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            var lease = (await Shards.TakeAsync(Shard7, Mine, Minute, Ct))!;
            epochs.Add(Epoch(lease));
            await Shards.DropAsync(lease, Ct);
            // A failover that lost the last epochs.
            if (i == 2) await Raw.KeyDeleteAsync(Keys.Epoch(Shard7));
        }
        Assert.Equal(epochs.Distinct().Order(), epochs);
    }

    [Fact]
    public async Task An_epoch_grows_even_when_the_clock_went_back()
    {
        var ahead = await StoreMicrosAsync() + 3_600_000_000;
        await Raw.StringSetAsync(Keys.Epoch(Shard7), ahead);

        Assert.Equal(ahead + 1, Epoch((await Shards.TakeAsync(Shard7, Mine, Minute, Ct))!));
    }

    [Fact]
    public async Task Shards_that_hold_functions_are_listed_and_a_new_one_is_told()
    {
        var changed = new TaskCompletionSource();
        await Shards.OnChangeAsync(() => changed.TrySetResult());

        var function = await DeployAsync("f");

        await changed.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Equal([function.Shard], await Shards.ListAsync(Ct));
    }

    [Fact]
    public async Task Sessions_live_while_they_are_renewed()
    {
        var sessions = Get<SessionStore>();
        var status = new InvokerStatus { Session = Mine, Address = new("http://127.0.0.1:1"), StartedAt = _time.GetUtcNow(), Shards = [1, 2] };
        await sessions.RenewAsync(status, Minute, Ct);
        await sessions.RenewAsync(status with { Session = Other }, Minute, Ct);
        Assert.Equal([Mine, Other], (await sessions.ListAsync(Ct)).Select(s => s.Session).Order());
        Assert.Equal([1, 2], (await sessions.ListAsync(Ct))[0].Shards);

        await sessions.RenewAsync(status with { Session = Other }, Blink, Ct);
        await Eventually.HoldsAsync(async () => (await sessions.ListAsync(Ct)).Count == 1);
        Assert.Equal((true, false), (await sessions.IsAliveAsync(Mine, Ct), await sessions.IsAliveAsync(Other, Ct)));
        Assert.Equal(1, await Raw.SetLengthAsync(Keys.Sessions));

        await sessions.EndAsync(Mine, Ct);
        await sessions.EndAsync(Mine, Ct);
        Assert.Empty(await sessions.ListAsync(Ct));
    }

    [Fact]
    public async Task The_executors_that_a_session_uses_are_known_when_it_is_over()
    {
        var sessions = Get<SessionStore>();
        var (one, two) = (new UsedExecutor(new("http://10.0.0.1:31000/"), "a"), new UsedExecutor(new("http://10.0.0.1:31000/"), "b"));
        Assert.Null(await sessions.ExecutorsOfAsync(Mine, Ct));

        await sessions.TellExecutorsAsync(Mine, [one], Minute, Ct);
        await sessions.TellExecutorsAsync(Mine, [one, two], Minute, Ct);
        await sessions.EndAsync(Mine, Ct);

        Assert.Equal([one, two], await sessions.ExecutorsOfAsync(Mine, Ct));
        await sessions.TellExecutorsAsync(Mine, [], Minute, Ct);
        Assert.Equal([], await sessions.ExecutorsOfAsync(Mine, Ct));
        await sessions.TellExecutorsAsync(Mine, [one], Blink, Ct);
        await Eventually.HoldsAsync(async () => await sessions.ExecutorsOfAsync(Mine, Ct) is null);
    }

    private static long Epoch(ShardLease lease) => long.Parse(lease.Owner.AsSpan(lease.Owner.LastIndexOf(':') + 1), null);
}
