using Faas.Contracts;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What Mesos and its machines do to us, row by row: first what happens to the master and the stream, then to tasks, executors and agents.</summary>
public sealed partial class FailureMatrixTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    private FakeMaster Master => _cluster.Master;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Master_failover()
    {
        var slot = await HaveSlotAsync();
        _cluster.Offer("other");
        await HoldsOffersAsync(1);
        Master.KnowsAgents = false;

        await ReconnectAsync();

        // Offers are void; a task the new master does not know yet is not lost, and serves.
        Assert.Empty(_cluster.Host.Status.Offers);
        Assert.Empty(await LossesAsync(slot));
        await Master.NextAsync(Reconcile, call => call.Reconcile.Tasks.Count == 0);
        await Master.NextAsync(Reconcile, call => call.Reconcile.Tasks.Any(task => task.TaskId.Value == slot.Id));
        await _cluster.ReturnAsync(slot);
        Assert.Equal(slot, await _cluster.TakeAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Redirect_or_503_from_a_standby(bool recovering)
    {
        await using var standby = await FakeMaster.StartAsync();
        (standby.Leader, standby.IsRecovering) = (Master.Address, recovering);
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [standby.Address]);

        await Eventually.IsTrueAsync(() => host.Slots.Describe() is { Subscribed: true } status && status.Master == Master.Address, "the leader is found");
    }

    [Fact]
    public async Task Stream_closed_while_the_master_lives()
    {
        var slot = await HaveSlotAsync();
        _cluster.Offer("other");
        await HoldsOffersAsync(1);

        await ReconnectAsync();

        Assert.Empty(_cluster.Host.Status.Offers);
        Assert.Empty(await LossesAsync(slot));
    }

    [Fact]
    public async Task Missed_heartbeats()
    {
        await using var silent = await FakeMaster.StartAsync();
        silent.HeartbeatSeconds = 0.05;
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [silent.Address]);

        await silent.NextAsync(Subscribe);
        await silent.NextAsync(Subscribe);
    }

    [Fact]
    public async Task Crash_or_change_of_leader()
    {
        var slot = await HaveSlotAsync();
        _cluster.Executor.Containers["warm"] = new("warm", slot.Id, Cluster.Me, null);

        await _cluster.Host.DisposeAsync();
        await _cluster.StartSchedulerAsync((session, _) => ValueTask.FromResult(session == Cluster.Me));

        await Master.NextAsync(Subscribe, call => call.Subscribe.FrameworkInfo.Id?.Value == "framework");
        Assert.Empty(await LossesAsync(slot));
        Assert.Single(_cluster.Executor.Containers);
    }

    [Fact]
    public async Task Failover_timeout_exceeded_or_teardown()
    {
        var slot = await HaveSlotAsync();
        await Master.NextAsync(Subscribe);

        Master.Refusal = "Framework has been removed";
        Master.Close();

        await Master.NextAsync(Subscribe, call => call.FrameworkId is not null);
        Assert.Null((await Master.NextAsync(Subscribe)).FrameworkId);
        Assert.Contains("removed", (await _cluster.NextLossAsync(slot)).Reason);
    }

    [Theory, InlineData(400), InlineData(403)]
    public async Task Stream_id_mismatch_or_not_subscribed(int status)
    {
        await Master.NextAsync(Subscribe);
        await Master.NextAsync(Reconcile);
        Master.CallRefusal = status;
        var taking = _cluster.TakeAsync();

        await Master.NextAsync(Subscribe);
        await Master.NextAsync(Reconcile);
        _cluster.Offer();

        await taking;
    }

    [Fact]
    public async Task Rescind_while_an_accept_is_in_flight()
    {
        Master.RunsTasks = false;
        var offer = _cluster.Offer();
        var taking = _cluster.TakeAsync();
        var first = await NextTaskAsync();

        Master.Rescind(offer);
        Master.Update(first.TaskId.Value, TaskState.TaskDropped, Reason.InvalidOffers);
        Master.RunsTasks = true;
        // The same agent at once: it is not to blame.
        _cluster.Offer();

        Assert.NotEqual(first.TaskId.Value, (await taking).Id);
    }

    [Fact]
    public async Task Rescind_before_its_offer()
    {
        Master.Rescind("early");
        Master.Offer("agent", _cluster.Executor.Port, id: "early");
        var late = _cluster.Offer("other");

        await _cluster.TakeAsync();

        Assert.Equal([late], (await Master.NextAsync(Accept)).Accept.OfferIds.Select(id => id.Value));
    }

    [Fact]
    public async Task Accept_lost()
    {
        await Master.NextAsync(Subscribe);
        Master.LosesAccept = true;
        _cluster.Offer();
        var taking = _cluster.TakeAsync();
        var lost = await NextTaskAsync();

        // Nobody knows whether it was heard: the stream is begun anew, and the task is asked about behind it.
        await Master.NextAsync(Subscribe);
        await Master.NextAsync(Reconcile, call => call.Reconcile.Tasks.Any(task => task.TaskId.Value == lost.TaskId.Value));
        _cluster.Offer("other");

        Assert.NotEqual(lost.TaskId.Value, (await taking).Id);
    }

    [Fact]
    public void Master_overloaded()
    {
        var revives = new ReviveSchedule(new TokenBucket(1000, 1000));
        Assert.True(revives.TryRevive(Held.Now, waiting: true, TimeSpan.FromSeconds(0.6)));

        revives.Poke();

        Assert.False(revives.TryRevive(Held.Now.AddSeconds(5), waiting: true, TimeSpan.FromSeconds(0.6)));
    }

    [Fact]
    public async Task Store_away()
    {
        _cluster.Memory.IsBroken = true;
        var slot = _cluster.TakeAsync();
        _cluster.Offer();
        await Eventually.IsTrueAsync(() => _cluster.Host.Status is { Slots.Count: 0, Offers.Count: 1 }, "nothing is launched that cannot be remembered");

        _cluster.Memory.IsBroken = false;

        await slot;
    }

    private async Task<Slot> HaveSlotAsync()
    {
        _cluster.Offer();
        return await _cluster.TakeAsync();
    }

    private async Task ReconnectAsync()
    {
        await Master.NextAsync(Subscribe);
        Master.Close();
        await Master.NextAsync(Subscribe);
        await Eventually.IsTrueAsync(() => _cluster.Host.Status is { Subscribed: true }, "it is subscribed again");
    }

    private Task HoldsOffersAsync(int count) => Eventually.IsTrueAsync(() => _cluster.Host.Status.Offers.Count == count, $"{count} offers are held");

    private async Task<IReadOnlyList<SlotLoss>> LossesAsync(Slot slot) => (await _cluster.Host.Slots.HoldAsync(Cluster.Me, [slot.Id], Cluster.Token)).Lost;

    private async Task<TaskInfo> NextTaskAsync() => (await Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.First();
}
