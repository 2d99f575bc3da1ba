using Faas.Mesos.Local.Tests.Driving;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Executors and their end.</summary>
public sealed class ExecutorConformance : ConformanceSuite
{
    [Item(39, "An executor that exits: FAILURE of the executor, and its tasks FAILED, EXECUTOR_TERMINATED")]
    public async Task Exited()
    {
        var (_, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Custom(offer));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        await driver.CallAsync(Message(running, TestExecutor.Exit));

        Assert.Equal(running.ExecutorId, (await driver.NextAsync(Type.Failure)).Failure.ExecutorId);
        Assert.Equal(Reason.ExecutorTerminated, (await driver.NextUpdateAsync(TaskState.TaskFailed)).Reason);
    }

    [Item(40, "LAUNCH on an executor that is shutting down: DROPPED, EXECUTOR_TERMINATED")]
    public async Task LaunchOnDying()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Custom(offer, TestExecutor.Stubborn));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);
        var rest = await WholeAsync(mesos, driver);

        await driver.CallAsync(new() { Type = CallType.Shutdown, Shutdown = new() { AgentId = running.AgentId, ExecutorId = running.ExecutorId } });
        await driver.AcceptAsync(rest, Given.Custom(rest));

        Assert.Equal(Reason.ExecutorTerminated, (await driver.NextUpdateAsync(TaskState.TaskDropped)).Reason);
        // The grace that a shutdown leaves.
        await mesos.PassAsync(TimeSpan.FromSeconds(6));
        await driver.NextAsync(Type.Failure);
    }

    [Item(41, "The default executor exits with its last task; an anchor keeps it")]
    public async Task DefaultExecutor()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        var (anchor, first) = (Given.Command(offer, "sleep 1000"), Given.Command(offer, "true"));
        await driver.AcceptAsync([offer.Id.Value], 0, Given.Group(driver.Id, "default-1", anchor), Given.Group(driver.Id, "default-1", first));
        var pid = (await EndedAsync(driver, first, TaskState.TaskFinished)).ContainerStatus.ContainerId.Parent;

        var rest = await WholeAsync(mesos, driver);
        var second = Given.Command(rest, "true");
        await driver.AcceptAsync([rest.Id.Value], 0, Given.Group(driver.Id, "default-1", second));
        Assert.Equal(pid, (await EndedAsync(driver, second, TaskState.TaskFinished)).ContainerStatus.ContainerId.Parent);
        Assert.False(driver.Has(Type.Failure));

        await driver.KillAsync(anchor);
        Assert.Equal("default-1", (await driver.NextAsync(Type.Failure)).Failure.ExecutorId.Value);
    }

    [Item(42, "Nested containers through the agent: launched 200, already there 202, killed and waited for 200, unknown 404")]
    public async Task Nested()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Custom(offer));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);
        var agent = new Uri($"http://{offer.Url.Address.Ip}:{offer.Url.Address.Port}/api/v1");
        var container = new NestedContainer(mesos.Http, agent, running.ContainerStatus.ContainerId.Value);

        Assert.Equal(200, await container.CallAsync("LAUNCH_NESTED_CONTAINER", ("command", """{"value":"sleep 1000"}""")));
        Assert.Equal(202, await container.CallAsync("LAUNCH_NESTED_CONTAINER", ("command", """{"value":"sleep 1000"}""")));
        Assert.Equal(200, await container.CallAsync("KILL_NESTED_CONTAINER"));
        Assert.Equal(200, await container.CallAsync("WAIT_NESTED_CONTAINER"));
        Assert.Equal(200, await container.CallAsync("REMOVE_NESTED_CONTAINER"));
        var unknown = new NestedContainer(mesos.Http, agent, running.ContainerStatus.ContainerId.Value);
        Assert.Equal(404, await unknown.CallAsync("WAIT_NESTED_CONTAINER"));
        Assert.Equal(404, await unknown.CallAsync("KILL_NESTED_CONTAINER"));
    }

    [Item(53, "An update of an executor without uuid, or with one that is not of RFC 4122: 400, and the executor goes on")]
    public async Task InvalidUpdate()
    {
        var (_, driver, offer) = await OfferedAsync();
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        foreach (var invalid in new[] { TestExecutor.NoUuid, TestExecutor.WrongUuid })
        {
            await driver.CallAsync(Message(running, invalid));
            Assert.Equal("400", (await driver.NextAsync(Type.Message)).Message.Data.ToStringUtf8());
        }

        await driver.ReconcileAsync(task.TaskId, task.AgentId);
        Assert.Equal(running.ContainerStatus.ExecutorPid, (await driver.NextUpdateAsync(TaskState.TaskRunning)).ContainerStatus.ExecutorPid);
        await driver.KillAsync(task);
        await driver.NextUpdateAsync(TaskState.TaskKilled);
        Assert.False(driver.Has(Type.Failure));
    }

    private static Protocol.Scheduling.Call Message(TaskStatus running, string data) => new()
    {
        Type = CallType.Message,
        Message = new() { AgentId = running.AgentId, ExecutorId = running.ExecutorId, Data = Google.Protobuf.ByteString.CopyFromUtf8(data) },
    };

    private static async Task<TaskStatus> EndedAsync(MesosDriver driver, TaskInfo task, TaskState end)
    {
        while (true)
        {
            var status = (await driver.NextAsync(Type.Update)).Update.Status;
            await driver.AcknowledgeAsync(status);
            if (status.TaskId.Equals(task.TaskId) && status.State == end)
            {
                return status;
            }
        }
    }
}
