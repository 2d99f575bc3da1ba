using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Mesos.Local.Tests;

public sealed class TaskTests
{
    [Fact]
    public async Task An_update_is_sent_again_until_acknowledged_and_holds_back_the_next()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartAsync(time: time);
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Command(offer, "sleep 1000"));
        var first = await NextUpdateUnacknowledgedAsync(driver);

        time.Advance(TimeSpan.FromSeconds(10));
        var second = await NextUpdateUnacknowledgedAsync(driver);
        time.Advance(TimeSpan.FromSeconds(20));
        var third = await NextUpdateUnacknowledgedAsync(driver);
        await driver.AcknowledgeAsync(third);
        var next = await NextUpdateUnacknowledgedAsync(driver);

        Assert.Equal([first.Uuid, first.Uuid], [second.Uuid, third.Uuid]);
        Assert.Equal([TaskState.TaskStarting, TaskState.TaskRunning], [first.State, next.State]);
    }

    [Fact]
    public async Task Resources_of_an_ended_task_are_free_before_its_end_is_acknowledged_but_its_id_is_not()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Command(offer, "true");
        await driver.AcceptAsync(offer, task);
        await NextUpdateUnacknowledgedAsync(driver);

        var whole = await driver.NextOfferAsync(o => o.Resources.Any(r => r.Name == "cpus" && r.Scalar.Value == 64));
        await driver.AcceptAsync(whole, task);

        var refused = await driver.NextUpdateAsync(TaskState.TaskError);
        Assert.Equal($"Task has duplicate ID: {task.TaskId.Value}", refused.Message);
    }

    [Fact]
    public async Task Kill_of_a_command_says_killing_then_killed()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Command(offer, "sleep 1000");
        await driver.AcceptAsync(offer, task);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        await driver.KillAsync(task);

        await driver.NextUpdateAsync(TaskState.TaskKilling);
        var killed = await driver.NextUpdateAsync(TaskState.TaskKilled);
        Assert.Equal("Command terminated with signal Terminated", killed.Message);
    }

    [Fact]
    public async Task Kill_of_an_unknown_task_is_answered_by_reconciliation()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        await driver.KillAsync(Given.Command(offer, "true"));

        await driver.NextUpdateAsync(TaskState.TaskGone);
    }

    [Fact]
    public async Task Offers_of_one_agent_are_accepted_together()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var go = Path.Combine(cluster.WorkDirectory, "go");
        await driver.AcceptAsync(offer, Given.Command(offer, $"while [ ! -e {go} ]; do sleep 0.01; done"));
        var remainder = await driver.NextOfferAsync();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await driver.NextUpdateAsync(TaskState.TaskFinished);
        var returned = await driver.NextOfferBesideAsync(remainder);

        await driver.AcceptAsync([remainder.Id.Value, returned.Id.Value], 0, Given.Task(remainder, t => t.Command = new() { Value = "sleep 1000" }, cpus: 64));

        await driver.NextUpdateAsync(TaskState.TaskStarting);
    }

    [Fact]
    public async Task One_doubtful_offer_spoils_the_accept_and_the_good_one_comes_back()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        await driver.AcceptAsync([offer.Id.Value, offer.Id.Value], 0, Given.Command(offer, "true"));

        var dropped = await driver.NextUpdateAsync(TaskState.TaskDropped);
        Assert.Equal($"Task launched with invalid offers: Duplicate offer {offer.Id.Value} in offer list", dropped.Message);
        Assert.NotEqual(offer.Id, (await driver.NextOfferAsync()).Id);
    }

    [Fact]
    public async Task A_port_is_given_once()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        await driver.AcceptAsync(offer, WithPort(offer, 31005), WithPort(offer, 31005));

        await driver.NextUpdateAsync(TaskState.TaskError);
        var rest = await driver.NextOfferAsync();
        Assert.Equal("31000-31004,31006-32000", string.Join(',', rest.Resources[0].Ranges.Range.Select(r => $"{r.Begin}-{r.End}")));
    }

    private static TaskInfo WithPort(Offer offer, ulong port) => Given.Task(offer, task =>
    {
        task.Command = new() { Value = "sleep 1000" };
        task.Resources.Add(new Resource
        {
            Name = "ports",
            Type = Value.Types.Type.Ranges,
            Ranges = new() { Range = { new Value.Types.Range { Begin = port, End = port } } },
        });
    });

    private static async Task<(MesosDriver Driver, Offer Offer)> EnterAsync(Cluster cluster)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();
        return (driver, await driver.NextOfferAsync());
    }

    private static async Task<TaskStatus> NextUpdateUnacknowledgedAsync(MesosDriver driver) =>
        (await driver.NextAsync(Protocol.Scheduling.Event.Types.Type.Update)).Update.Status;
}
