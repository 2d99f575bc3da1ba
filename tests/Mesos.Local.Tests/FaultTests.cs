using System.Net;
using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

/// <summary>Messages that go astray, and offers that are taken back.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_stream_can_be_dropped_and_its_framework_comes_back()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, _) = await EnterAsync(cluster);

        cluster.Faults.DropStreams(driver.Id.Value);

        await driver.EndOfStreamAsync();
        Assert.DoesNotContain(driver.Seen, e => e.Type == Type.Error);
        var again = await cluster.SubscribeAsync(Given.Framework(driver.Id.Value));
        await again.EnterAsync();
    }

    [Fact]
    public async Task Offers_can_be_rescinded()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        cluster.Faults.RescindOffers(driver.Id.Value);

        Assert.Equal(offer.Id, (await driver.NextAsync(Type.Rescind)).Rescind.OfferId);
        Assert.NotEqual(offer.Id, (await driver.NextOfferAsync()).Id);
    }

    [Theory]
    [InlineData(MessageFate.Lose, false)]
    [InlineData(MessageFate.LoseAnswer, true)]
    public async Task Who_sends_a_call_that_is_lost_cannot_know_whether_it_was_handled(MessageFate fate, bool handled)
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Custom(offer);
        cluster.Faults.Inject(new(Hop.FrameworkToMaster, fate, "ACCEPT"));

        await Assert.ThrowsAsync<HttpRequestException>(() => driver.AcceptAsync(offer, task));

        await driver.ReconcileAsync(task.TaskId, task.AgentId);
        var told = (await driver.NextAsync(Type.Update)).Update.Status;
        Assert.Equal(handled, told.State is TaskState.TaskStaging or TaskState.TaskRunning);
    }

    [Fact]
    public async Task A_repeated_update_keeps_its_uuid()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        cluster.Faults.Inject(new(Hop.AgentToMaster, MessageFate.Repeat, "UPDATE"));

        await driver.AcceptAsync(offer, Given.Custom(offer));

        var first = await driver.NextUpdateAsync(TaskState.TaskRunning);
        Assert.Equal(first.Uuid, (await driver.NextUpdateAsync(TaskState.TaskRunning)).Uuid);
    }

    [Fact]
    public async Task A_delayed_event_is_overtaken()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartAsync(time: time);
        var (driver, offer) = await EnterAsync(cluster);
        cluster.Faults.Inject(new(Hop.MasterToFramework, MessageFate.Delay, "RESCIND", Delay: TimeSpan.FromSeconds(3)));
        cluster.Faults.RescindOffers();
        Assert.True(await driver.IsOfferedAsync());

        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(offer.Id, (await driver.NextAsync(Type.Rescind)).Rescind.OfferId);
    }

    [Fact]
    public async Task A_launch_that_never_reaches_its_agent_is_dropped_when_the_agent_registers_again()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        cluster.Faults.Inject(new(Hop.MasterToAgent, MessageFate.Lose, "RUN_TASK"));
        await driver.AcceptAsync(offer, Given.Command(offer, "true"));

        cluster.Faults.DisconnectAgent(offer.AgentId.Value);
        cluster.Faults.ReconnectAgent(offer.AgentId.Value);

        var dropped = await driver.NextUpdateAsync(TaskState.TaskDropped);
        Assert.Equal(TaskStatus.Types.Reason.Reconciliation, dropped.Reason);
        Assert.Equal(64, Given.Cpus(await driver.NextOfferAsync(o => Given.Cpus(o) == 64)));
    }

    [Fact]
    public async Task Too_much_memory_ends_an_executor_and_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer));
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        cluster.Faults.ExhaustMemory(offer.AgentId.Value);

        Assert.Equal(TaskStatus.Types.Reason.ContainerLimitationMemory, (await driver.NextUpdateAsync(TaskState.TaskFailed)).Reason);
    }

    [Fact]
    public async Task The_switches_are_to_be_had_over_HTTP_where_that_is_wanted()
    {
        await using var closed = await Cluster.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, await SwitchAsync(closed, "offers/rescind"));
        await using var cluster = await Cluster.StartAsync(o => o.FaultsOverHttp = true);
        var (driver, offer) = await EnterAsync(cluster);

        Assert.Equal(HttpStatusCode.OK, await SwitchAsync(cluster, "offers/rescind"));
        Assert.Equal(offer.Id, (await driver.NextAsync(Type.Rescind)).Rescind.OfferId);
        Assert.Equal(HttpStatusCode.OK, await SwitchAsync(cluster, $"agents/{offer.AgentId.Value}/disconnect"));
        Assert.Equal("Disconnected", cluster.Faults.StateOf(offer.AgentId.Value));
        Assert.Equal(HttpStatusCode.OK, await SwitchAsync(cluster, "messages?hop=FrameworkToMaster&fate=Lose&type=REVIVE&count=2"));
        await Assert.ThrowsAsync<HttpRequestException>(() => driver.CallAsync(new() { Type = CallType.Revive }));
        Assert.Equal(HttpStatusCode.BadRequest, await SwitchAsync(cluster, "messages?hop=Nowhere&fate=Lose"));
        Assert.Equal(HttpStatusCode.NotFound, await SwitchAsync(cluster, $"agents/{offer.AgentId.Value}/dance"));
        Assert.Equal(HttpStatusCode.NotFound, await SwitchAsync(cluster, "agents/nobody/stop"));
    }

    private static async Task<HttpStatusCode> SwitchAsync(Cluster cluster, string what)
    {
        using var response = await cluster.Http.PostAsync(new Uri(cluster.Master, $"/local-mesos/{what}"), null, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<(MesosDriver Driver, Offer Offer)> EnterAsync(Cluster cluster)
    {
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();
        return (driver, await driver.NextOfferAsync());
    }
}
