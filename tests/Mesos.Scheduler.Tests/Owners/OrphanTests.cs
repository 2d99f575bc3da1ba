using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What an invoker that died has left: containers with code in them, which another that runs the function can use.</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private static readonly SlotWish Wish = new(256) { Function = "guest/f", Revision = "r1" };

    private Cluster _cluster = null!;
    private volatile bool _died;

    public async ValueTask InitializeAsync() => _cluster = await StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_warm_container_goes_to_whoever_runs_its_function_next()
    {
        var left = await LeaveAsync(_cluster);

        var given = await _cluster.TakeAsync(Wish, "heir");

        Assert.Equal((left.Id, new WarmContainer("left", "dead")), (given.Id, given.Warm));
        Assert.Single(_cluster.Executor.Containers);
        Assert.Equal("taken", _cluster.Host.Status.Slots.Single().State);
    }

    [Fact]
    public async Task A_new_leader_keeps_it_too()
    {
        var left = await LeaveAsync(_cluster);

        await _cluster.Host.DisposeAsync();
        await _cluster.StartSchedulerAsync(IsAlive);
        await StateIsAsync(_cluster, "orphaned");

        Assert.Equal(left with { Warm = new WarmContainer("left", "dead") }, await _cluster.TakeAsync(Wish, "heir"));
    }

    [Fact]
    public async Task Another_revision_gets_a_slot_of_its_own()
    {
        var left = await LeaveAsync(_cluster);
        _cluster.Offer("other");

        var given = await _cluster.TakeAsync(Wish with { Revision = "r2" }, "heir");

        Assert.NotEqual(left.Id, given.Id);
        Assert.Null(given.Warm);
        Assert.Single(_cluster.Executor.Containers);
    }

    [Fact]
    public async Task It_makes_room_when_somebody_waits_and_nothing_is_left()
    {
        var left = await LeaveAsync(_cluster);

        Assert.Equal(left, await _cluster.TakeAsync(new SlotWish(256), "another"));

        Assert.Empty(_cluster.Executor.Containers);
    }

    [Fact]
    public async Task It_waits_for_the_end_of_what_runs_in_it()
    {
        var slot = await HaveSlotAsync(_cluster);
        Die(_cluster, Left(slot) with { Busy = true });
        await Eventually.IsTrueAsync(() => _cluster.Executor.Asked > 1, "it is looked into");

        _cluster.Executor.Containers["left"] = Left(slot);

        await StateIsAsync(_cluster, "orphaned");
        Assert.NotNull((await _cluster.TakeAsync(Wish, "heir")).Warm);
    }

    [Fact]
    public async Task It_stays_its_owners_when_that_turns_out_to_live()
    {
        var left = await LeaveAsync(_cluster);

        Assert.Empty((await _cluster.Host.Slots.HoldAsync("dead", [left.Id], Cluster.Token)).Lost);
    }

    [Fact]
    public async Task Who_cannot_take_it_over_gives_the_slot_back_to_be_emptied()
    {
        await LeaveAsync(_cluster);
        var given = await _cluster.TakeAsync(Wish, Cluster.Me);

        await _cluster.ReturnAsync(given);

        Assert.Equal(given with { Warm = null }, await _cluster.TakeAsync(Wish, Cluster.Me));
        Assert.Empty(_cluster.Executor.Containers);
    }

    [Fact]
    public async Task What_nobody_asks_for_is_given_up_after_a_while()
    {
        await using var cluster = await StartAsync(("OrphanTimeout", "00:00:00.050"));

        await LeaveAsync(cluster, "empty");

        Assert.Empty(cluster.Executor.Containers);
    }

    [Fact]
    public async Task What_was_never_given_its_code_is_no_use_to_anybody()
    {
        var slot = await HaveSlotAsync(_cluster);
        Die(_cluster, Left(slot) with { Revision = null });

        await StateIsAsync(_cluster, "empty");

        Assert.Empty(_cluster.Executor.Containers);
    }

    private ValueTask<bool> IsAlive(string session, CancellationToken ct) => ValueTask.FromResult(session != "dead" || !_died);

    private Task<Cluster> StartAsync(params (string Name, string Value)[] settings) => Cluster.StartAsync(IsAlive, [("OwnerSilence", "00:00:00.05"), .. settings]);

    private static ExecutorContainer Left(Slot slot) => new("left", slot.Id, "dead", Wish.Function) { Revision = Wish.Revision };

    private static async Task<Slot> HaveSlotAsync(Cluster cluster)
    {
        cluster.Offer(memoryMiB: 500);
        return await cluster.TakeAsync(Wish, "dead");
    }

    private void Die(Cluster cluster, ExecutorContainer leaving)
    {
        cluster.Executor.Containers["left"] = leaving;
        _died = true;
    }

    private async Task<Slot> LeaveAsync(Cluster cluster, string state = "orphaned")
    {
        var slot = await HaveSlotAsync(cluster);
        Die(cluster, Left(slot));
        await StateIsAsync(cluster, state);
        return slot;
    }

    private static Task StateIsAsync(Cluster cluster, string state) =>
        Eventually.IsTrueAsync(() => cluster.Host.Slots.Describe() is { Slots: [{ } slot] } && slot.State == state, $"the slot is {state}");
}
