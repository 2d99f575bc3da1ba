using Faas.Mesos.Local.Tests.Driving;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Frameworks that come back, and those that do not.</summary>
public sealed class FrameworkConformance : ConformanceSuite
{
    [Item(7, "A second SUBSCRIBE with the id: ERROR on the first stream, a new stream id, offers with new ids, no RESCIND")]
    public async Task FailedOver()
    {
        var (mesos, first, offer) = await OfferedAsync();

        var second = await mesos.EnterAsync(Given.Framework(first.Id.Value));

        Assert.Equal("Framework failed over", (await first.NextAsync(Type.Error)).Error.Message);
        await first.EndOfStreamAsync();
        Assert.DoesNotContain(first.Seen, e => e.Type == Type.Rescind);
        Assert.NotEqual(first.StreamId, second.StreamId);
        Assert.NotEqual(offer.Id, (await WholeAsync(mesos, second)).Id);
    }

    [Item(36, "The master restarts: the framework keeps its id, nothing is said of its tasks until their agent is back")]
    public async Task MasterRestarts()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { MasterRestart = true });
        var task = Given.Command(offer, "sleep 1000");
        await driver.AcceptAsync(offer, task);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        await mesos.RestartMasterAsync();
        await driver.EndOfStreamAsync();
        var again = await mesos.EnterAsync(Given.Framework(driver.Id.Value));
        await mesos.UntilAsync("the task, once its agent is back", () => IsKnownAsync(again, task), TimeSpan.FromMinutes(2));

        Assert.Equal(driver.Id, again.Id);
        Assert.DoesNotContain(again.Seen, e => task.TaskId.Equals(e.Update?.Status.TaskId) && e.Update.Status.State != TaskState.TaskRunning);
    }

    [Item(37, "Away for longer than failover_timeout: \"Framework has been removed\"")]
    public async Task StaysAway()
    {
        var mesos = await StartAsync();
        var driver = await mesos.EnterAsync(Given.Framework(failoverSeconds: 2));
        driver.Disconnect();
        await mesos.UntilAsync("a disconnected framework", async () => (int)(await driver.TryCallAsync(new() { Type = Protocol.Scheduling.Call.Types.Type.Revive })).Status != 202, Long);

        await mesos.PassAsync(TimeSpan.FromSeconds(3));

        var again = await mesos.SubscribeAsync(Given.Framework(driver.Id.Value));
        Assert.Equal("Framework has been removed", (await again.NextAsync(Type.Error)).Error.Message);
    }

    [Item(38, "With failover_timeout 0 tasks are killed when the framework disconnects")]
    public async Task EndsWithItsFramework()
    {
        var (mesos, driver, offer) = await OfferedAsync(framework: Given.Framework(failoverSeconds: 0));
        await driver.AcceptAsync(offer, Given.Command(offer, "sleep 1000"));
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);
        driver.Disconnect();

        // What it held is offered whole to the next framework only when the task is gone.
        var next = await mesos.EnterAsync();
        await mesos.UntilAsync("all that the task used", () => IsOfferedAsync(next, offer), Long);

        var again = await mesos.SubscribeAsync(Given.Framework(driver.Id.Value));
        Assert.Equal("Framework has been removed", (await again.NextAsync(Type.Error)).Error.Message);
        Assert.Equal(offer.AgentId, running.AgentId);
    }

    private static async Task<bool> IsKnownAsync(MesosDriver driver, TaskInfo task)
    {
        await driver.ReconcileAsync(task.TaskId, task.AgentId);
        driver.TakeArrived();
        return driver.Seen.Any(e => task.TaskId.Equals(e.Update?.Status.TaskId));
    }

    /// <summary>Hands back what is less, so that it comes together.</summary>
    private static async Task<bool> IsOfferedAsync(MesosDriver driver, Offer whole)
    {
        await driver.CatchUpAsync();
        if (driver.Open.Any(o => Given.Cpus(o) >= Given.Cpus(whole)))
        {
            return true;
        }
        foreach (var part in driver.Open.ToList())
        {
            await driver.DeclineAsync(part, 0);
        }
        return false;
    }
}
