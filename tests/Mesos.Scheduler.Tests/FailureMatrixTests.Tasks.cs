using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Time.Testing;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;

namespace Faas.Mesos.Scheduler.Tests;

public sealed partial class FailureMatrixTests
{
    [Fact]
    public async Task Duplicate_update()
    {
        var slot = await HaveSlotAsync();

        Master.Update(slot.Id, TaskState.TaskRunning);
        Master.Update(slot.Id, TaskState.TaskRunning);

        for (var update = 0; update < 3; update++)
        {
            Assert.Equal(slot.Id, (await Master.NextAsync(Acknowledge)).Acknowledge.TaskId.Value);
        }
        Assert.Empty(await LossesAsync(slot));
    }

    [Fact]
    public async Task Late_update_of_a_finished_or_unknown_task()
    {
        var slot = await HaveSlotAsync();
        Master.Update(slot.Id, TaskState.TaskFailed);
        await _cluster.NextLossAsync(slot);

        Master.Update(slot.Id, TaskState.TaskFailed);
        Master.Update("stranger", TaskState.TaskRunning);

        Assert.Equal("stranger", (await Master.NextAsync(Kill)).Kill.TaskId.Value);
        await Master.NextAsync(Acknowledge, call => call.Acknowledge.TaskId.Value == "stranger");
    }

    [Fact]
    public async Task Older_state_after_the_end()
    {
        var slot = await HaveSlotAsync();
        Master.Tasks.Remove(slot.Id);
        Master.Update(slot.Id, TaskState.TaskFinished);
        await _cluster.NextLossAsync(slot);

        Master.Update(slot.Id, TaskState.TaskRunning);

        // Whatever it is now, it is no slot of ours any more.
        Assert.Equal(slot.Id, (await Master.NextAsync(Kill)).Kill.TaskId.Value);
        Assert.Empty(_cluster.Host.Status.Slots);
    }

    [Fact]
    public async Task Task_unreachable_and_back()
    {
        var slot = await HaveSlotAsync();
        _cluster.Executor.Containers["left"] = new("left", slot.Id, Cluster.Me, null);

        Master.Update(slot.Id, TaskState.TaskUnreachable);
        Assert.Contains("unreachable", (await _cluster.NextLossAsync(slot)).Reason);
        Master.Update(slot.Id, TaskState.TaskRunning);

        Assert.Equal(slot.Id, (await _cluster.TakeAsync()).Id);
        Assert.Empty(_cluster.Executor.Containers);
    }

    [Fact]
    public async Task Agent_cut_off_for_a_moment()
    {
        var slot = await HaveSlotAsync();
        var offer = _cluster.Offer();
        await HoldsOffersAsync(1);

        Master.Rescind(offer);
        await HoldsOffersAsync(0);

        // The master takes its offers back; what we have there works on.
        Assert.Empty(await LossesAsync(slot));
        await _cluster.ReturnAsync(slot);
        Assert.Equal(slot, await _cluster.TakeAsync());
    }

    [Theory]
    [InlineData(TaskState.TaskGone), InlineData(TaskState.TaskGoneByOperator), InlineData(TaskState.TaskLost), InlineData(TaskState.TaskDropped)]
    public async Task Task_gone_or_lost(TaskState state)
    {
        var slot = await HaveSlotAsync();

        Master.Update(slot.Id, state);

        Assert.Equal(slot.Id, (await _cluster.NextLossAsync(slot)).SlotId);
        Assert.Empty(_cluster.Memory.Slots);
    }

    [Fact]
    public async Task Failure_of_an_executor()
    {
        var slot = await HaveSlotAsync();
        var first = (await NextTaskAsync()).Executor.ExecutorId.Value;

        Master.Fail("agent", first);
        Master.Update(slot.Id, TaskState.TaskFailed, Reason.ExecutorTerminated);
        await _cluster.NextLossAsync(slot);
        await HaveSlotAsync();

        var second = (await NextTaskAsync()).Executor.ExecutorId.Value;
        Assert.NotEqual(first, second);
        Assert.Equal(first[..first.LastIndexOf('-')], second[..second.LastIndexOf('-')]);
    }

    [Fact]
    public async Task Failure_of_an_agent()
    {
        var slot = await HaveSlotAsync();
        _cluster.Offer();
        await HoldsOffersAsync(1);

        Master.Fail("agent");
        await HoldsOffersAsync(0);
        Master.Update(slot.Id, TaskState.TaskUnreachable);

        Assert.Equal(slot.Id, (await _cluster.NextLossAsync(slot)).SlotId);
    }

    [Fact]
    public async Task Executor_hangs()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartOnAsync(time);
        cluster.Master.KillsTasks = false;
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        var executor = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single().Executor.ExecutorId;
        await cluster.ReturnAsync(slot);

        var shutdown = await cluster.WhileTimePassesAsync(cluster.Master.NextAsync(Shutdown));

        // Empty for too long it was told to end, and told again; now the agent is to end its executor, and what comes next gets another.
        Assert.Equal(executor, shutdown.Shutdown.ExecutorId);
        Assert.Equal(5, cluster.Master.Passed(Kill));
        cluster.Offer();
        await cluster.WhileTimePassesAsync(cluster.TakeAsync());
        Assert.NotEqual(executor, (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single().Executor.ExecutorId);
    }

    [Fact]
    public void Kills_are_repeated_ever_more_seldom()
    {
        var slot = new SlotEntry(new("slot", "agent", new("http://agent"), 256), "executor", 1, SlotState.Ending, Held.Now);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(0, 7).Select(_ => Repeats.Next(slot).TotalSeconds));
    }

    [Fact]
    public async Task Launch_hangs()
    {
        await using var cluster = await Cluster.StartAsync(("ExecutorLaunchDeadline", "00:00:00.1"));
        (cluster.Master.RunsTasks, cluster.Master.ConfirmsTasks) = (false, false);
        cluster.Offer();
        var taking = cluster.TakeAsync();
        var hung = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single();

        var shutdown = (await cluster.Master.NextAsync(Shutdown)).Shutdown;
        cluster.Master.RunsTasks = true;
        cluster.Offer("other");

        Assert.Equal(hung.Executor.ExecutorId, shutdown.ExecutorId);
        Assert.NotEqual(hung.TaskId.Value, (await taking).Id);
    }

    [Theory, InlineData(TaskState.TaskGone, Reason.ContainerPreempted), InlineData(TaskState.TaskFailed, Reason.ContainerLimitationMemory)]
    public async Task Preempted_or_out_of_memory(TaskState state, Reason reason)
    {
        var slot = await HaveSlotAsync();

        Master.Update(slot.Id, state, reason);

        Assert.Contains(reason.ToString(), (await _cluster.NextLossAsync(slot)).Reason);
        // The agent as such is not to blame.
        await HaveSlotAsync();
    }

    [Fact]
    public void Task_error()
    {
        var agents = new AgentTable();

        // The same task would be refused again: no quick retry, here a minute.
        Assert.Equal(TimeSpan.FromSeconds(0.25), agents.Penalise("a", Held.Now));
        Assert.Equal(TimeSpan.FromMinutes(1), agents.Penalise("b", Held.Now, hopeless: true));
        Assert.Equal(EndCause.Rejected, Causes.Of(new() { TaskId = new() { Value = "t" }, State = TaskState.TaskError, Reason = Reason.TaskInvalid }));
    }

    [Fact]
    public async Task Agent_draining()
    {
        var slot = await HaveSlotAsync();
        await _cluster.ReturnAsync(slot);
        await _cluster.TakeAsync();
        Master.RunsTasks = false;
        _cluster.Offer(memoryMiB: 1024);
        var taking = _cluster.TakeAsync(512);
        await NextTaskAsync();
        var dropped = await NextTaskAsync();

        Master.Update(dropped.TaskId.Value, TaskState.TaskDropped, Reason.AgentDraining);
        await Eventually.IsTrueAsync(() => _cluster.Host.Status.Slots.Count == 1, "the launch has failed");
        Assert.NotNull(_cluster.Host.Status.Agents.Single(agent => agent.Id == slot.AgentId).AvoidedUntil);
        await _cluster.ReturnAsync(slot);
        Master.RunsTasks = true;

        // What is empty there is given to nobody; another agent serves.
        var next = _cluster.TakeAsync();
        _cluster.Offer("other");
        Assert.Equal(["other", "other"], [(await next).AgentId, (await taking).AgentId]);
    }

    [Fact]
    public async Task Maintenance_planned()
    {
        var offer = Master.NewOffer("leaving", _cluster.Executor.Port);
        var start = DateTimeOffset.UnixEpoch.Ticks is var epoch ? (TimeProvider.System.GetUtcNow().AddMinutes(5).Ticks - epoch) * TimeSpan.NanosecondsPerTick : 0;
        offer.Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = start } };

        Master.Say(new Event { Type = Event.Types.Type.Offers, Offers = new Event.Types.Offers { Offers_ = { offer } } });

        Assert.Equal([offer.Id], (await Master.NextAsync(Decline)).Decline.OfferIds);
    }

    [Fact]
    public async Task Agent_restarts()
    {
        Master.RunsTasks = false;
        _cluster.Offer();
        var taking = _cluster.TakeAsync();
        var dropped = await NextTaskAsync();

        Master.Update(dropped.TaskId.Value, TaskState.TaskDropped, Reason.AgentRestarted);
        Master.RunsTasks = true;
        _cluster.Offer("other");

        Assert.NotEqual(dropped.TaskId.Value, (await taking).Id);
    }
}
