using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class LossTests
{
    [Fact]
    public async Task The_end_of_a_taken_slot_is_told_and_its_executor_gets_a_successor()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        var first = (await NextTaskAsync(cluster)).Executor.ExecutorId;

        cluster.Master.Say(new Event
        {
            Type = Event.Types.Type.Failure,
            Failure = new Event.Types.Failure { AgentId = new AgentID { Value = "agent" }, ExecutorId = first, Status = 9 },
        });
        cluster.Master.Update(slot.Id, TaskState.TaskFailed, Reason.ExecutorTerminated);

        Assert.Equal(slot.Id, (await cluster.NextLossAsync(slot)).SlotId);
        cluster.Offer();
        await cluster.TakeAsync();
        var second = (await NextTaskAsync(cluster)).Executor.ExecutorId;
        Assert.NotEqual(first, second);
        Assert.Equal(Family(first), Family(second));
    }

    [Fact]
    public async Task An_unreachable_slot_is_a_loss_and_is_cleaned_when_it_comes_back()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        cluster.Executor.Containers["left"] = new("left", slot.Id, "somebody", null);

        cluster.Master.Update(slot.Id, TaskState.TaskUnreachable);
        Assert.Equal(slot.Id, (await cluster.NextLossAsync(slot)).SlotId);
        cluster.Master.Update(slot.Id, TaskState.TaskRunning);

        Assert.Equal(slot.Id, (await cluster.TakeAsync()).Id);
        Assert.Empty(cluster.Executor.Containers);
    }

    [Fact]
    public async Task A_rescinded_offer_costs_a_launch_nothing_but_another_offer()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Master.RunsTasks = false;
        cluster.Offer();
        var taking = cluster.TakeAsync();
        var first = await NextTaskAsync(cluster);

        cluster.Master.Update(first.TaskId.Value, TaskState.TaskDropped, Reason.InvalidOffers);
        cluster.Master.RunsTasks = true;
        cluster.Offer();

        Assert.NotEqual(first.TaskId.Value, (await taking).Id);
    }

    [Fact]
    public async Task A_rescind_that_overtakes_its_offer_kills_it()
    {
        await using var cluster = await Cluster.StartAsync();

        cluster.Master.Rescind("early");
        cluster.Master.Offer("agent", cluster.Executor.Port, id: "early");
        var late = cluster.Offer("other");
        await cluster.TakeAsync();

        Assert.Equal([late], (await cluster.Master.NextAsync(Accept)).Accept.OfferIds.Select(id => id.Value));
    }

    [Fact]
    public async Task A_launch_that_fails_is_tried_elsewhere()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Master.RunsTasks = false;
        cluster.Offer("bad");
        var taking = cluster.TakeAsync();
        var first = await NextTaskAsync(cluster);

        cluster.Master.Update(first.TaskId.Value, TaskState.TaskFailed, Reason.ExecutorRegistrationTimeout);
        cluster.Master.RunsTasks = true;
        cluster.Offer("bad");
        cluster.Offer("good");

        Assert.Equal("good", (await taking).AgentId);
    }

    [Fact]
    public async Task A_launch_nobody_hears_of_is_asked_about_and_placed_anew()
    {
        await using var cluster = await Cluster.StartAsync(("ExecutorLaunchDeadline", "00:00:00.1"));
        cluster.Master.RunsTasks = false;
        cluster.Offer();
        var taking = cluster.TakeAsync();
        var lost = (await NextTaskAsync(cluster)).TaskId.Value;
        cluster.Master.Tasks.Remove(lost);

        await cluster.Master.NextAsync(Reconcile, call => call.Reconcile.Tasks.Any(task => task.TaskId.Value == lost));
        cluster.Master.RunsTasks = true;
        cluster.Offer("other");

        Assert.NotEqual(lost, (await taking).Id);
    }

    [Fact]
    public async Task A_launch_that_hangs_is_killed_with_its_executor_and_placed_anew()
    {
        await using var cluster = await Cluster.StartAsync(("ExecutorLaunchDeadline", "00:00:00.1"));
        cluster.Master.RunsTasks = false;
        cluster.Master.ConfirmsTasks = false;
        cluster.Offer();
        var taking = cluster.TakeAsync();
        var hung = (await NextTaskAsync(cluster)).TaskId.Value;

        await cluster.Master.NextAsync(Shutdown);
        cluster.Master.RunsTasks = true;
        cluster.Offer("other");

        Assert.NotEqual(hung, (await taking).Id);
        await cluster.Master.NextAsync(Kill, call => call.Kill.TaskId.Value == hung);
    }

    [Fact]
    public async Task A_live_task_that_is_no_slot_is_killed()
    {
        await using var cluster = await Cluster.StartAsync();

        cluster.Master.Update("stranger", TaskState.TaskRunning);

        Assert.Equal("stranger", (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
    }

    [Fact]
    public async Task Nothing_is_launched_that_cannot_be_remembered()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Memory.IsBroken = true;
        cluster.Offer();
        var taking = cluster.TakeAsync();
        await Eventually.IsTrueAsync(() => cluster.Host.Status is { Slots.Count: 0, Offers.Count: 1 }, "the offer is back");

        cluster.Memory.IsBroken = false;

        await taking;
    }

    [Fact]
    public async Task Every_update_with_a_uuid_is_acknowledged()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        Assert.Equal(slot.Id, (await cluster.Master.NextAsync(Acknowledge)).Acknowledge.TaskId.Value);
    }

    private static async Task<TaskInfo> NextTaskAsync(Cluster cluster) =>
        (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.First();

    private static string Family(ExecutorID executor) => executor.Value[..executor.Value.LastIndexOf('-')];
}
