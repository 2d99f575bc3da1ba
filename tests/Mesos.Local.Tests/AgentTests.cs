using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;
using Reason = Faas.Mesos.Protocol.V1.TaskStatus.Types.Reason;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

/// <summary>Agents that go and come, and what their frameworks hear of it.</summary>
public sealed class AgentTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_broken_connection_rescinds_offers_and_ends_what_does_not_checkpoint()
    {
        await using var cluster = await Cluster.StartAsync();
        var (keeper, offer) = await EnterAsync(cluster, checkpoint: true);
        await keeper.CallAsync(new() { Type = Protocol.Scheduling.Call.Types.Type.Suppress });
        await keeper.AcceptAsync(offer, Given.Custom(offer));
        await keeper.NextUpdateAsync(TaskState.TaskRunning);
        var (other, rest) = await EnterAsync(cluster, checkpoint: false);
        await other.AcceptAsync(rest, Given.Custom(rest));
        await other.NextUpdateAsync(TaskState.TaskRunning);
        await other.NextOfferAsync();

        cluster.Faults.DisconnectAgent(offer.AgentId.Value);

        Assert.Equal(Reason.AgentDisconnected, (await other.NextUpdateAsync(TaskState.TaskGone)).Reason);
        await other.NextAsync(Type.Rescind);
        await keeper.CatchUpAsync();
        Assert.False(keeper.Has(Type.Update));
    }

    [Fact]
    public async Task A_lost_agent_is_unreachable_after_five_pings_and_so_are_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync(time: _time);
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer));
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        cluster.Faults.LoseAgent(offer.AgentId.Value);
        Pass(4);
        await driver.CatchUpAsync();
        Assert.False(driver.Has(Type.Failure));
        Pass(1);

        await driver.NextUpdateAsync(TaskState.TaskUnreachable);
        Assert.Null((await driver.NextAsync(Type.Failure)).Failure.ExecutorId);
    }

    [Fact]
    public async Task An_agent_marked_gone_is_gone_with_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer));
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        cluster.Faults.MarkAgentGone(offer.AgentId.Value);

        Assert.Equal(Reason.AgentRemovedByOperator, (await driver.NextUpdateAsync(TaskState.TaskGoneByOperator)).Reason);
        await driver.ReconcileAsync(new() { Value = "unknown" }, offer.AgentId);
        await driver.NextUpdateAsync(TaskState.TaskGoneByOperator);
    }

    [Fact]
    public async Task Executors_that_do_not_return_after_a_restart_of_their_agent_are_killed()
    {
        await using var cluster = await Cluster.StartAsync(time: _time);
        var (driver, offer) = await EnterAsync(cluster);
        await driver.AcceptAsync(offer, Given.Custom(offer, TestExecutor.Deaf));
        await driver.NextUpdateAsync(TaskState.TaskRunning);

        cluster.Faults.RestartAgent(offer.AgentId.Value, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        await driver.CatchUpAsync();
        Assert.False(driver.Has(Type.Update));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(Reason.ExecutorReregistrationTimeout, (await driver.NextUpdateAsync(TaskState.TaskFailed)).Reason);
    }

    [Fact]
    public async Task A_task_whose_kill_met_a_broken_connection_is_killed_when_it_is_mended()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);
        var task = Given.Custom(offer);
        await driver.AcceptAsync(offer, task);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        cluster.Faults.DisconnectAgent(offer.AgentId.Value);
        await driver.KillAsync(task);
        await driver.CatchUpAsync();
        Assert.False(driver.Has(Type.Update));

        cluster.Faults.ReconnectAgent(offer.AgentId.Value);

        await driver.NextUpdateAsync(TaskState.TaskKilled);
    }

    [Fact]
    public async Task Offers_of_a_machine_with_planned_maintenance_say_when()
    {
        await using var cluster = await Cluster.StartAsync();
        var (driver, offer) = await EnterAsync(cluster);

        using var schedule = new StringContent(
            """{"type":"UPDATE_MAINTENANCE_SCHEDULE","update_maintenance_schedule":{"schedule":{"windows":[{"machine_ids":[{"hostname":"127.0.0.1"}],"unavailability":{"start":{"nanoseconds":1800000000000000000},"duration":{"nanoseconds":3600000000000}}}]}}}""");
        schedule.Headers.ContentType = new("application/json");
        using var response = await cluster.Http.PostAsync(new Uri(cluster.Master, "/api/v1"), schedule, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();

        Assert.Equal(offer.Id, (await driver.NextAsync(Type.Rescind)).Rescind.OfferId);
        Assert.Equal(1800000000000000000, (await driver.NextOfferAsync()).Unavailability.Start.Nanoseconds);
    }

    private void Pass(int pings)
    {
        for (var ping = 0; ping < pings; ping++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    private static async Task<(MesosDriver Driver, Offer Offer)> EnterAsync(Cluster cluster, bool checkpoint = true)
    {
        var framework = Given.Framework();
        framework.Checkpoint = checkpoint;
        var driver = await cluster.SubscribeAsync(framework);
        await driver.EnterAsync();
        return (driver, await driver.NextOfferAsync());
    }
}
