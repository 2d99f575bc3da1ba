using Faas.Contracts;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Time.Testing;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Whatever gives capacity up, or finds it gone, is a line of the log that says of what, where and why.</summary>
public sealed class GivenUpTests
{
    private static readonly SlotWish Wish = new(256) { Function = "guest/f", Revision = "r1" };
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Offers_beyond_the_headroom()
    {
        await using var cluster = await Cluster.StartAsync(("OfferHold", "00:00:00"));
        cluster.Offer();

        await cluster.Host.Log.HasAsync("Gives 1 offers back (surplus), refused for ", " s");
        await cluster.Host.Log.HasAsync("Wants no more offers: 0 MiB are held and nobody waits");
    }

    [Fact]
    public async Task Offers_that_were_held_long_enough()
    {
        await using var cluster = await Cluster.StartOnAsync(_time, ("HeadroomMiB", "4096"));
        cluster.Offer();

        await cluster.WhileTimePassesAsync(() => cluster.Host.Log.Count("Gives 1 offers back (renewed), refused for 0 s") == 1, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Offers_beyond_our_share_beside_neighbours()
    {
        await using var cluster = await Cluster.StartOnAsync(_time, ("OfferHold", "01:00:00"), ("OfferMaxHold", "23:00:00"));
        cluster.Master.Metrics["master/mem_total"] = 8192;
        cluster.Master.Metrics["master/frameworks_active"] = 2;
        cluster.Offer();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Offers.Count == 1, "the offer is held");

        await cluster.WhileTimePassesAsync(() => cluster.Host.Log.Count("Gives 1 offers back (share), refused for ") == 1, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Offers_that_are_no_use()
    {
        await using var cluster = await Cluster.StartAsync(("AgentAttributes:disk", "ssd"));
        cluster.Offer();

        await cluster.Host.Log.HasAsync("Gives 1 offers back at once (attributes), refused for ");
    }

    [Fact]
    public async Task Offers_that_are_taken_from_us()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Master.Rescind(cluster.Offer());
        cluster.Master.Rescind("early");

        await cluster.Host.Log.HasAsync("Offer offer-1 was rescinded; it was held: True. Holds at most 0.5 of the headroom");
        await cluster.Host.Log.HasAsync("Offer early was rescinded; it was held: False");
    }

    [Fact]
    public async Task Offers_of_an_agent_that_failed()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        cluster.Master.Fail("agent");

        await cluster.Host.Log.HasAsync("failure: agent agent", "1 offers are void");
    }

    [Fact]
    public async Task Offers_that_are_held_when_it_leaves()
    {
        var cluster = await Cluster.StartAsync();
        cluster.Offer();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Offers.Count == 1, "the offer is held");

        await cluster.DisposeAsync();

        Assert.Equal(1, cluster.Host.Log.Count("Gives 1 offers back (leaving), refused for 0 s"));
    }

    [Fact]
    public async Task A_slot_that_was_empty_for_too_long()
    {
        await using var cluster = await Cluster.StartAsync(("EmptySlotTimeout", "00:00:00"));
        var slot = await EmptySlotAsync(cluster);

        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, 256 MiB, ends: it was empty for too long");
        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, Ending, has ended: TaskKilled");
    }

    [Fact]
    public async Task A_slot_that_makes_room_and_invokers_that_are_asked_to()
    {
        await using var cluster = await Cluster.StartAsync();
        var slot = await EmptySlotAsync(cluster, memoryMiB: 500);

        var taking = cluster.TakeAsync(1024);

        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, 256 MiB, ends: a larger one is needed");
        await cluster.Host.Log.HasAsync("1 wait for a slot and nothing is left: each of 1 invokers is to let go");
        cluster.Offer();
        await taking;
    }

    [Fact]
    public async Task A_slot_of_one_container_only()
    {
        await using var cluster = await Cluster.StartAsync(("TaskPerContainer", "true"));
        var slot = await EmptySlotAsync(cluster);

        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, 256 MiB, ends: its container is gone and it takes no other");
    }

    [Fact]
    public async Task A_launch_that_takes_too_long_and_its_agent()
    {
        await using var cluster = await Cluster.StartAsync(("ExecutorLaunchDeadline", "00:00:00.1"));
        (cluster.Master.RunsTasks, cluster.Master.ConfirmsTasks) = (false, false);
        cluster.Offer();
        var taking = cluster.TakeAsync();
        var hung = await NextTaskAsync(cluster);

        await cluster.Host.Log.HasAsync($"Slot {hung.TaskId.Value} on agent, 256 MiB, ends: its launch has taken too long");
        await cluster.Host.Log.HasAsync($"Executor {hung.Executor.ExecutorId.Value} gets no more slots: it is shut down");
        await cluster.Host.Log.HasAsync("A launch failed on agent; it is left alone for 00:00:00.25");
        cluster.Master.RunsTasks = true;
        cluster.Offer("other");
        await taking;
    }

    [Fact]
    public async Task A_task_that_ended_is_out_of_reach_or_is_nobodys()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        cluster.Master.Update(slot.Id, TaskState.TaskUnreachable);
        cluster.Master.Update(slot.Id, TaskState.TaskFailed, Reason.ContainerLimitationMemory);
        cluster.Master.Update("stranger", TaskState.TaskRunning);

        await cluster.Host.Log.HasAsync($"Slot {slot.Id}: Mesos cannot reach agent");
        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, Unreachable, has ended: TaskFailed, ContainerLimitationMemory");
        await cluster.Host.Log.HasAsync("Task stranger is TaskRunning on agent and no slot of ours: it is killed");
    }

    [Fact]
    public async Task An_agent_that_is_drained_or_wanted_for_maintenance()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Master.Update((await EmptySlotAsync(cluster, memoryMiB: 500, agent: "drained")).Id, TaskState.TaskKilled, Reason.AgentDraining);
        await cluster.Host.Log.HasAsync("Agent drained is drained: nothing more is put there");

        var slot = await EmptySlotAsync(cluster);
        cluster.Master.WantForMaintenance("agent");

        await cluster.Host.Log.HasAsync("Agent agent is wanted for maintenance at 01/01/1970", "nothing more is put there: True");
        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent, 256 MiB, ends: its agent leaves for maintenance");
    }

    [Fact]
    public async Task An_agent_that_is_gone_for_long()
    {
        await using var cluster = await Cluster.StartOnAsync(_time);
        cluster.Master.Rescind(cluster.Offer());

        await cluster.WhileTimePassesAsync(() => cluster.Host.Log.Count("Agent agent (127.0.0.1) is forgotten: nothing was offered of it") == 1, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Slots_and_containers_of_an_invoker_that_died()
    {
        await using var cluster = await Cluster.StartAsync(NobodyLives, ("OwnerSilence", "00:00:00.05"), ("OrphanTimeout", "00:00:00.05"));
        cluster.Offer();
        var slot = await cluster.TakeAsync(Wish, "dead");
        cluster.Executor.Containers["left"] = new("left", slot.Id, "dead", Wish.Function) { Revision = Wish.Revision };

        await cluster.Host.Log.HasAsync("Invoker dead is gone: its 1 slots are emptied for others");
        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent is taken from invoker dead: its invoker is gone");
        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent was looked into: Left");
        await cluster.Host.Log.HasAsync($"Container left of guest/f, left by invoker dead in slot {slot.Id}, is given up: nobody has asked for it");
        await cluster.Host.Log.HasAsync($"Container left of guest/f is removed from slot {slot.Id}: invoker dead left it there");
    }

    [Fact]
    public async Task A_warm_container_that_makes_room()
    {
        await using var cluster = await Cluster.StartAsync(NobodyLives, ("OwnerSilence", "00:00:00.05"));
        cluster.Offer(memoryMiB: 500);
        var slot = await cluster.TakeAsync(Wish, "dead");
        cluster.Executor.Containers["left"] = new("left", slot.Id, "dead", Wish.Function) { Revision = Wish.Revision };
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots is [{ State: "orphaned" }], "what it left is kept");

        await cluster.TakeAsync();

        await cluster.Host.Log.HasAsync("Container left of guest/f", "is given up: somebody waits and nothing is left");
    }

    [Fact]
    public async Task A_slot_whose_executor_does_not_answer()
    {
        await using var cluster = await Cluster.StartOnAsync(_time);
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.Executor.DisposeAsync();
        cluster.Master.Update(slot.Id, TaskState.TaskUnreachable);
        cluster.Master.Update(slot.Id, TaskState.TaskRunning);

        await cluster.WhileTimePassesAsync(() => cluster.Host.Log.Count($"Slot {slot.Id} on agent, 256 MiB, ends: nobody can say what is in it") == 1, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_an_invoker_does_not_name()
    {
        await using var cluster = await Cluster.StartOnAsync(_time);
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        _time.Advance(HoldPolicy.AnswerGrace);

        await cluster.WhileTimePassesAsync(cluster.Host.Slots.HoldAsync(Cluster.Me, [], Cluster.Token));

        await cluster.Host.Log.HasAsync($"Slot {slot.Id} on agent is taken from invoker me: that invoker does not name it");
    }

    [Fact]
    public async Task The_lead()
    {
        await using var cluster = await Cluster.StartAsync();

        cluster.Memory.Usurp();

        await cluster.Host.Log.HasAsync("Lost the lead of the framework on mesos");
        cluster.Memory.Abdicate();
    }

    [Fact]
    public async Task The_framework()
    {
        await using var cluster = await Cluster.StartAsync();

        cluster.Master.Refusal = "Framework has been removed";
        cluster.Master.Close();

        await cluster.Host.Log.HasAsync("The master has removed framework framework and all its tasks");
    }

    private static ValueTask<bool> NobodyLives(string session, CancellationToken ct) => ValueTask.FromResult(false);

    private static async Task<TaskInfo> NextTaskAsync(Cluster cluster) =>
        (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single();

    private static async Task<Slot> EmptySlotAsync(Cluster cluster, double memoryMiB = 4096, string agent = "agent")
    {
        cluster.Offer(agent, memoryMiB);
        var slot = await cluster.TakeAsync(new SlotWish(256));
        await cluster.ReturnAsync(slot);
        return slot;
    }
}
