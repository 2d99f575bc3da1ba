using Faas.Mesos.Local.Tests.Driving;
using Google.Protobuf;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Status updates and what acknowledgements do to them.</summary>
public sealed class StatusConformance : ConformanceSuite
{
    [Item(25, "An update that is not acknowledged comes again after 10 s, 30 s and 70 s, with its uuid")]
    public async Task Resent()
    {
        var (mesos, driver, first) = await FirstUpdateAsync("sleep 1000");

        var times = new List<double>();
        var total = TimeSpan.Zero;
        for (var time = 0; time < 3; time++)
        {
            total += await mesos.UntilAsync("the update again", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Update); }, TimeSpan.FromSeconds(60));
            Assert.Equal(first.Uuid, (await driver.NextAsync(Type.Update)).Update.Status.Uuid);
            times.Add(total.TotalSeconds);
        }

        Assert.InRange(times[0], 9, 11);
        Assert.InRange(times[1], 29, 31);
        Assert.InRange(times[2], 69, 71);
    }

    [Item(26, "TASK_RUNNING waits until TASK_STARTING is acknowledged")]
    public async Task OneInFlight()
    {
        var (mesos, driver, first) = await FirstUpdateAsync("sleep 1000");
        await mesos.PassAsync(2 * A);
        await driver.CatchUpAsync();
        Assert.False(driver.Has(Type.Update));

        await driver.AcknowledgeAsync(first);

        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(27, "An acknowledgement with another uuid acknowledges nothing")]
    public async Task WrongUuid()
    {
        var (mesos, driver, first) = await FirstUpdateAsync("sleep 1000");
        var wrong = first.Clone();
        wrong.Uuid = MesosUuid.New();

        await driver.AcknowledgeAsync(wrong);

        await mesos.UntilAsync("the update again", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Update); }, TimeSpan.FromSeconds(12));
        Assert.Equal(first.Uuid, (await driver.NextAsync(Type.Update)).Update.Status.Uuid);
    }

    [Item(51, "An acknowledgement whose uuid is not one of RFC 4122: 400")]
    public async Task NoUuid()
    {
        var (_, driver, first) = await FirstUpdateAsync("sleep 1000");
        var (short15, unknownVersion) = (first.Uuid.ToByteArray()[1..], first.Uuid.ToByteArray());
        unknownVersion[6] = 0xF0;

        foreach (var none in new[] { short15, unknownVersion })
        {
            var acknowledge = new Protocol.Scheduling.Call.Types.Acknowledge { AgentId = first.AgentId, TaskId = first.TaskId, Uuid = ByteString.CopyFrom(none) };
            Assert.Equal(400, (int)(await driver.TryCallAsync(new() { Type = CallType.Acknowledge, Acknowledge = acknowledge })).Status);
        }
    }

    [Item(28, "What a task used is free when it has ended, acknowledged or not")]
    public async Task FreeBeforeAcknowledged()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Command(offer, "true"));

        // At once or in parts, all that was offered is offered again.
        await mesos.UntilAsync("all of the agent", async () => { await driver.CatchUpAsync(); return driver.Open.Sum(Given.Cpus) > Given.Cpus(offer) - 0.05; }, Long);
        Assert.Equal(TaskState.TaskStarting, (await driver.NextAsync(Type.Update)).Update.Status.State);
    }

    [Item(29, "A task id is in use until its end is acknowledged, then free")]
    public async Task IdFreeAfterAcknowledgement()
    {
        // Not a command task: its executor bears the task's id, and lives for a second longer.
        var (mesos, driver, offer) = await OfferedAsync();
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.KillAsync(task);
        var ended = (await driver.NextAsync(Type.Update)).Update.Status;
        Assert.Equal(TaskState.TaskKilled, ended.State);
        await driver.AcceptAsync(await WholeAsync(mesos, driver), task);
        Assert.Equal(Reason.TaskInvalid, (await driver.NextUpdateAsync(TaskState.TaskError)).Reason);

        await driver.AcknowledgeAsync(ended);
        await mesos.UntilAsync("the end of the task known", async () => { await driver.ReconcileAsync(task.TaskId, task.AgentId); return (await driver.NextAsync(Type.Update)).Update.Status.State == TaskState.TaskGone; }, Long);
        await driver.AcceptAsync(await WholeAsync(mesos, driver), task);

        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(30, "KILL of an unknown task: GONE from a registered agent, UNKNOWN without one")]
    public async Task KillUnknown()
    {
        var (_, driver, offer) = await OfferedAsync();

        await driver.KillAsync(Given.Command(offer, "true"));
        Assert.Equal(Reason.Reconciliation, (await driver.NextUpdateAsync(TaskState.TaskGone)).Reason);
        await driver.CallAsync(new() { Type = CallType.Kill, Kill = new() { TaskId = new() { Value = "unknown" } } });
        Assert.Equal(Reason.Reconciliation, (await driver.NextUpdateAsync(TaskState.TaskUnknown)).Reason);
    }

    [Item(31, "RECONCILE without tasks tells of exactly the tasks that live")]
    public async Task Implicit()
    {
        var (_, driver, offer) = await OfferedAsync();
        var tasks = new[] { Given.Custom(offer), Given.Custom(offer), Given.Custom(offer) };
        await driver.AcceptAsync(offer, tasks);
        foreach (var _ in tasks)
        {
            await driver.NextUpdateAsync(TaskState.TaskRunning);
        }
        await driver.KillAsync(tasks[0]);
        await driver.NextUpdateAsync(TaskState.TaskKilled);

        await driver.ReconcileAsync();
        await driver.CatchUpAsync();

        var told = driver.Seen.Select(e => e.Update?.Status).OfType<TaskStatus>().Where(s => s.HasReason && s.Reason == Reason.Reconciliation && s.State == TaskState.TaskRunning);
        Assert.Equal(tasks.Skip(1).Select(t => t.TaskId.Value).Order(), told.Select(s => s.TaskId.Value).Order());
    }

    [Item(32, "RECONCILE: known as it is; unknown GONE, on an unreachable agent UNREACHABLE, without agent UNKNOWN")]
    public async Task Explicit()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { AgentStop = true });
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        var unknown = new TaskID { Value = "unknown" };

        Assert.Equal(TaskState.TaskRunning, await ReconciledAsync(driver, task.TaskId, task.AgentId));
        Assert.Equal(TaskState.TaskGone, await ReconciledAsync(driver, unknown, task.AgentId));
        Assert.Equal(TaskState.TaskUnknown, await ReconciledAsync(driver, unknown, null));
        Assert.Equal(TaskState.TaskUnknown, await ReconciledAsync(driver, unknown, new() { Value = "unknown-agent" }));
        await mesos.StopAgentAsync(task.AgentId);
        await mesos.UntilAsync("an unreachable agent", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Failure); }, TimeSpan.FromSeconds(100));
        await driver.NextUpdateAsync(TaskState.TaskUnreachable);
        Assert.Equal(TaskState.TaskUnreachable, await ReconciledAsync(driver, task.TaskId, task.AgentId));
        Assert.Equal(TaskState.TaskUnreachable, await ReconciledAsync(driver, unknown, task.AgentId));
        // Whoever comes next finds the agent back.
        await mesos.ContinueAgentAsync(task.AgentId);
        await mesos.UntilAsync("the task again", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Update); }, Long);
    }

    private static async Task<TaskState> ReconciledAsync(MesosDriver driver, TaskID task, AgentID? agent)
    {
        await driver.ReconcileAsync(task, agent);
        return (await driver.NextAsync(Type.Update)).Update.Status.State;
    }

    private async Task<(MesosUnderTest Mesos, MesosDriver Driver, TaskStatus First)> FirstUpdateAsync(string shell)
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Command(offer, shell));
        var first = (await driver.NextAsync(Type.Update)).Update.Status;
        Assert.Equal(TaskState.TaskStarting, first.State);
        return (mesos, driver, first);
    }
}
