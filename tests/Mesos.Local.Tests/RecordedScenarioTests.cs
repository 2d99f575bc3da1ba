using System.Diagnostics;
using System.IO.Pipelines;
using Faas.Mesos.Local.Tests.Driving;
using Faas.Mesos.Protocol.Scheduling;
using Google.Protobuf;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

/// <summary>All 14 steps of the scenario that was recorded on a real Mesos.</summary>
public sealed class RecordedScenarioTests
{
    [Theory]
    [InlineData("scheduler-stream.pb.recordio", MediaTypes.Protobuf)]
    [InlineData("scheduler-stream.json.recordio", MediaTypes.Json)]
    public async Task A_framework_is_told_what_a_real_Mesos_told(string recording, string mediaType)
    {
        var encoding = MessageEncoding.Find(mediaType)!;
        await using var cluster = await Cluster.StartAsync(o => (o.AgentPingTimeout, o.MaxAgentPingTimeouts) = (TimeSpan.FromMilliseconds(20), 3));

        var told = await PlayAsync(cluster, encoding);

        Assert.Equal(await RecordedAsync(recording, encoding), FactsOf(told));
    }

    private static async Task<List<Event>> PlayAsync(Cluster cluster, MessageEncoding encoding)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework(), encoding);
        await driver.EnterAsync();
        await RunCommandAsync(driver, await driver.NextOfferAsync(), "sleep 0.05", TaskState.TaskFinished);
        await RunCommandAsync(driver, await WholeOfferAsync(driver), "exit 3", TaskState.TaskFailed);

        var whole = await WholeOfferAsync(driver);
        var first = Given.Custom(whole, "hello");
        await driver.AcceptAsync(whole, first);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        var beside = await driver.NextOfferAsync(o => o.ExecutorIds.Any(id => id.Value == "faas-exec-1"));
        await driver.KillAsync(first);
        await driver.NextUpdateAsync(TaskState.TaskKilled);

        await driver.AcceptAsync(["no-such-offer"], 0, Given.Custom(beside));
        await driver.NextUpdateAsync(TaskState.TaskDropped);
        var second = Given.Custom(beside);
        await driver.AcceptAsync(beside, Given.Task(beside, t => t.Command = new() { Value = "true" }, cpus: 1000), second);
        await driver.NextUpdateAsync(TaskState.TaskError);
        var running = await driver.NextUpdateAsync(TaskState.TaskRunning);

        await ReconcileAsync(driver, running.AgentId);
        await DeclineAndTellAsync(driver, running);
        Process.GetProcessById((int)running.ContainerStatus.ExecutorPid).Kill();
        await driver.NextAsync(Type.Failure);
        await driver.NextUpdateAsync(TaskState.TaskFailed);

        await StopAndContinueAgentAsync(cluster, driver);
        await cluster.SubscribeAsync(Given.Framework(driver.Id.Value), encoding);
        await driver.NextAsync(Type.Error);
        await driver.EndOfStreamAsync();
        return driver.Seen;
    }

    private static async Task RunCommandAsync(MesosDriver driver, Offer offer, string shell, TaskState end)
    {
        await driver.AcceptAsync(offer, Given.Command(offer, shell));
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextUpdateAsync(end);
    }

    private static Task<Offer> WholeOfferAsync(MesosDriver driver) =>
        driver.NextOfferAsync(o => o.Resources.Any(r => r.Name == "cpus" && r.Scalar.Value == 64));

    private static async Task ReconcileAsync(MesosDriver driver, AgentID agent)
    {
        await driver.CallAsync(new() { Type = CallType.Reconcile, Reconcile = new() });
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        var unknown = new Call.Types.Reconcile.Types.Task { TaskId = new() { Value = "unknown-task" }, AgentId = agent };
        await driver.CallAsync(new() { Type = CallType.Reconcile, Reconcile = new() { Tasks = { unknown } } });
        await driver.NextUpdateAsync(TaskState.TaskGone);
    }

    private static async Task DeclineAndTellAsync(MesosDriver driver, TaskStatus running)
    {
        await driver.DeclineAsync(await driver.NextOfferAsync(), 0.01);
        await driver.NextOfferAsync();
        await driver.CallAsync(new()
        {
            Type = CallType.Message,
            Message = new() { AgentId = running.AgentId, ExecutorId = running.ExecutorId, Data = ByteString.CopyFromUtf8("ping") },
        });
    }

    private static async Task StopAndContinueAgentAsync(Cluster cluster, MesosDriver driver)
    {
        var offer = await driver.NextOfferAsync();
        await driver.AcceptAsync(offer, Given.Command(offer, "sleep 1000"));
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextOfferAsync();
        cluster.Faults.StopAgent(offer.AgentId.Value);
        await driver.NextUpdateAsync(TaskState.TaskUnreachable);
        await driver.NextAsync(Type.Rescind);
        await driver.NextAsync(Type.Failure);
        cluster.Faults.ResumeAgent(offer.AgentId.Value);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextOfferAsync();
    }

    private static async Task<IEnumerable<string>> RecordedAsync(string name, MessageEncoding encoding)
    {
        var bytes = new MemoryStream(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Recordings", name)));
        var all = await RecordReader.ReadAllAsync<Event>(PipeReader.Create(bytes), encoding).ToListAsync();
        return FactsOf(all);
    }

    /// <summary>When offers come is told elsewhere; how many of them are out when the agent falls silent is chance, but not that they are rescinded.</summary>
    private static IEnumerable<string> FactsOf(IEnumerable<Event> told)
    {
        var last = "";
        foreach (var fact in told.Where(e => e.Type is not (Type.Offers or Type.Heartbeat)).Select(Facts.Of))
        {
            if (fact != "Rescind" || last != fact)
            {
                yield return fact;
            }
            last = fact;
        }
    }
}
