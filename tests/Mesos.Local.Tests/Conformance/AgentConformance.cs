using System.Text.Json;
using Faas.Mesos.Local.Tests.Driving;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Agents that fall silent, restart and drain.</summary>
public sealed class AgentConformance : ConformanceSuite
{
    [Item(34, "An agent that is stopped: RESCIND, UNREACHABLE and FAILURE after 75 s; when it goes on the task is RUNNING again")]
    public async Task Stopped()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { AgentStop = true });
        await driver.AcceptAsync(offer, Given.Custom(offer));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);
        await mesos.UntilOfferAsync(driver);

        await mesos.StopAgentAsync(running.AgentId);
        var until = await mesos.UntilAsync("FAILURE of the agent", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Failure); }, TimeSpan.FromSeconds(100));
        Assert.InRange(until.TotalSeconds, 59, 91);
        Assert.True((await driver.NextUpdateAsync(TaskState.TaskUnreachable)).UnreachableTime is not null);
        await driver.NextAsync(Type.Rescind);

        await mesos.ContinueAgentAsync(running.AgentId);
        await mesos.UntilAsync("the task again", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Update); }, Long);
        Assert.Equal(Reason.AgentReregistered, (await driver.NextUpdateAsync(TaskState.TaskRunning)).Reason);
    }

    [Item(35, "An agent that restarts: a custom executor of a framework that checkpoints lives on, and its tasks with it")]
    public async Task Restarted()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { AgentRestart = true });
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        await mesos.RestartAgentAsync(running.AgentId);
        await mesos.UntilAsync("an offer of the agent with its executor", async () =>
        {
            await driver.CatchUpAsync();
            return driver.Open.Any(o => o.ExecutorIds.Contains(running.ExecutorId));
        }, Long);
        await driver.ReconcileAsync(task.TaskId, task.AgentId);

        Assert.Equal(running.ContainerStatus.ExecutorPid, (await driver.NextUpdateAsync(TaskState.TaskRunning)).ContainerStatus.ExecutorPid);
        Assert.DoesNotContain(driver.Seen, e => e.Type == Type.Failure);
        await driver.KillAsync(task);
        await driver.NextUpdateAsync(TaskState.TaskKilled);
    }

    [Item(46, "DRAIN_AGENT: RESCIND, tasks killed with AGENT_DRAINING, DRAINED only when that is acknowledged")]
    public async Task Drained()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Custom(offer));
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await mesos.UntilOfferAsync(driver);

        await OperateAsync(mesos, Order("DRAIN_AGENT", offer.AgentId));
        await driver.NextAsync(Type.Rescind);
        var killed = (await driver.NextAsync(Type.Update)).Update.Status;
        Assert.Equal((TaskState.TaskKilled, Reason.AgentDraining), (killed.State, killed.Reason));
        Assert.Equal("DRAINING", await DrainStateAsync(mesos));
        await driver.AcknowledgeAsync(killed);

        await mesos.UntilAsync("DRAINED", async () => await DrainStateAsync(mesos) == "DRAINED", Long);
        // While an executor is left there the agent goes on refusing launches, reactivated or not.
        await driver.CallAsync(new() { Type = CallType.Shutdown, Shutdown = new() { AgentId = killed.AgentId, ExecutorId = killed.ExecutorId } });
        await driver.NextAsync(Type.Failure);
        await OperateAsync(mesos, Order("REACTIVATE_AGENT", offer.AgentId));
        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
        await driver.AcceptAsync(driver.Open[0], Given.Custom(driver.Open[0]));
        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(52, "An agent that has drained goes on dropping launches with AGENT_DRAINING while an executor is left there, reactivated or not")]
    public async Task DrainedWithExecutor()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Custom(offer));
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await OperateAsync(mesos, Order("DRAIN_AGENT", offer.AgentId));
        var killed = await driver.NextUpdateAsync(TaskState.TaskKilled);
        await mesos.UntilAsync("DRAINED", async () => await DrainStateAsync(mesos) == "DRAINED", Long);
        await OperateAsync(mesos, Order("REACTIVATE_AGENT", offer.AgentId));

        var again = await WholeAsync(mesos, driver);
        await driver.AcceptAsync(again, Given.Custom(again));
        Assert.Equal(Reason.AgentDraining, (await driver.NextUpdateAsync(TaskState.TaskDropped)).Reason);

        await driver.CallAsync(new() { Type = CallType.Shutdown, Shutdown = new() { AgentId = killed.AgentId, ExecutorId = killed.ExecutorId } });
        await driver.NextAsync(Type.Failure);
        again = await WholeAsync(mesos, driver);
        await driver.AcceptAsync(again, Given.Custom(again));
        await driver.NextUpdateAsync(TaskState.TaskRunning);
    }

    [Item(54, "DRAIN_AGENT: max_grace_period is a Duration (seconds) and comes to executors as the grace of KILL; without it KILL has none")]
    public async Task DrainedWithGrace()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        var graces = new[] { (null, "no policy"), ("""{"seconds":30}""", "grace 30 s"), ("""{"nanoseconds":30000000000}""", "grace 0 s") };
        foreach (var (given, heard) in graces)
        {
            await driver.AcceptAsync(offer, Given.Custom(offer, TestExecutor.TellsGrace));
            await driver.NextUpdateAsync(TaskState.TaskRunning);
            await OperateAsync(mesos, Order("DRAIN_AGENT", offer.AgentId, given is null ? "" : $",\"max_grace_period\":{given}"));
            var killed = await driver.NextUpdateAsync(TaskState.TaskKilled);
            Assert.Equal(heard, killed.Message);
            await mesos.UntilAsync("DRAINED", async () => await DrainStateAsync(mesos) == "DRAINED", Long);
            await driver.CallAsync(new() { Type = CallType.Shutdown, Shutdown = new() { AgentId = killed.AgentId, ExecutorId = killed.ExecutorId } });
            await driver.NextAsync(Type.Failure);
            await OperateAsync(mesos, Order("REACTIVATE_AGENT", offer.AgentId));
            offer = await WholeAsync(mesos, driver);
        }
    }

    private static string Order(string type, AgentID agent, string more = "") =>
        "{\"type\":\"" + type + "\",\"" + type.ToLowerInvariant() + "\":{\"agent_id\":{\"value\":\"" + agent.Value + "\"}" + more + "}}";

    private static async Task<string?> DrainStateAsync(MesosUnderTest mesos)
    {
        using var agents = JsonDocument.Parse(await OperateAsync(mesos, """{"type":"GET_AGENTS"}"""));
        var agent = agents.RootElement.GetProperty("get_agents").GetProperty("agents")[0];
        return agent.TryGetProperty("drain_info", out var drain) ? drain.GetProperty("state").GetString() : null;
    }
}
