using Faas.Mesos.Local.Tests.Driving;
using Google.Protobuf;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

public sealed class ExecutorTests
{
    [Fact]
    public async Task Tasks_of_one_executor_share_its_process_and_pay_for_it_once()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        await driver.AcceptAsync(offer, Given.Custom(offer), Given.Custom(offer));

        var first = await driver.NextUpdateAsync(TaskState.TaskRunning);
        var second = await driver.NextUpdateAsync(TaskState.TaskRunning);
        Assert.Equal(first.ContainerStatus.ExecutorPid, second.ContainerStatus.ExecutorPid);
        Assert.Equal(63.7, (await driver.NextOfferAsync()).Resources.Single(r => r.Name == "cpus").Scalar.Value);
    }

    [Fact]
    public async Task An_executor_that_changed_under_its_id_is_refused()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var changed = Given.Custom(offer);
        changed.Executor.Name = "changed";

        await driver.AcceptAsync(offer, Given.Custom(offer), changed);

        var refused = await driver.NextUpdateAsync(TaskState.TaskError);
        Assert.StartsWith("ExecutorInfo is not compatible", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_pass_both_ways()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        await driver.CallAsync(new()
        {
            Type = CallType.Message,
            Message = new() { AgentId = running.AgentId, ExecutorId = running.ExecutorId, Data = ByteString.CopyFromUtf8(TestExecutor.Echo) },
        });

        Assert.Equal(TestExecutor.Echo, (await driver.NextAsync(Type.Message)).Message.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Shutdown_ends_the_executor_and_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer));
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        await driver.CallAsync(new() { Type = CallType.Shutdown, Shutdown = new() { AgentId = running.AgentId, ExecutorId = running.ExecutorId } });

        Assert.Equal(0, (await driver.NextAsync(Type.Failure)).Failure.Status);
        await driver.NextUpdateAsync(TaskState.TaskFailed);
    }

    [Fact]
    public async Task An_executor_that_does_not_subscribe_is_killed()
    {
        await using var cluster = await Cluster.StartAsync(o => o.ExecutorRegistrationTimeout = TimeSpan.FromMilliseconds(50));
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Custom(offer);
        task.Executor.Command = new() { Value = "sleep 1000" };

        await driver.AcceptAsync(offer, task);

        var failed = await driver.NextUpdateAsync(TaskState.TaskFailed);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorRegistrationTimeout, failed.Reason);
    }

    [Fact]
    public async Task Nothing_that_was_launched_survives_the_cluster()
    {
        await using var cluster = await Cluster.StartAsync(o => o.ExecutorShutdownGracePeriod = TimeSpan.FromMilliseconds(200));
        var (driver, offer) = await EnterAsync(cluster);
        var children = Path.Combine(cluster.WorkDirectory, "child");
        await driver.AcceptAsync(
            offer,
            Given.Command(offer, $"sleep 1000 & echo $! > {children}; trap '' TERM; mv {children} {children}.pid; wait; sleep 1000"),
            Given.Custom(offer, TestExecutor.Stubborn));
        var pids = new[] { await RunningPidAsync(driver), await RunningPidAsync(driver), await ReadPidAsync($"{children}.pid") };
        Assert.All(pids, pid => Assert.True(IsAlive(pid)));

        await cluster.StopAsync();

        Assert.All(pids, pid => Assert.False(IsAlive(pid)));
    }

    private static async Task<(MesosDriver Driver, Offer Offer)> EnterAsync(Cluster cluster)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();
        return (driver, await driver.NextOfferAsync());
    }

    private static async Task<int> RunningPidAsync(MesosDriver driver)
    {
        while (true)
        {
            var status = (await driver.NextAsync(Type.Update)).Update.Status;
            await driver.AcknowledgeAsync(status);
            if (status.State == TaskState.TaskRunning)
            {
                return (int)status.ContainerStatus.ExecutorPid;
            }
        }
    }

    private static async Task<int> ReadPidAsync(string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!File.Exists(path))
        {
            Assert.False(patience.IsCancellationRequested, $"{path} was not written.");
            await Task.Yield();
        }
        return int.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A zombie waits for its parent alone; it runs nothing.</summary>
    private static bool IsAlive(int pid) =>
        File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1][0] != 'Z';
}
