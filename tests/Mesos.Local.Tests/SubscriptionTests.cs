using System.Net;
using Faas.Mesos.Local.Tests.Driving;
using Microsoft.Extensions.Time.Testing;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task An_id_chosen_by_the_framework_is_adopted()
    {
        await using var cluster = await Cluster.StartAsync();

        var driver = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await driver.EnterAsync();

        Assert.Equal("faas-1", driver.Id.Value);
    }

    [Fact]
    public async Task Heartbeats_come_every_fifteen_seconds()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartAsync(time: time);
        var driver = await cluster.SubscribeAsync(Given.Framework());
        await driver.EnterAsync();

        time.Advance(TimeSpan.FromSeconds(15));
        await driver.NextAsync(Type.Heartbeat);
    }

    [Fact]
    public async Task A_second_subscription_fences_the_first_and_is_offered_everything_anew()
    {
        await using var cluster = await Cluster.StartAsync();
        var first = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await first.EnterAsync();
        var offer = await first.NextOfferAsync();

        var second = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await second.EnterAsync();
        var (status, body) = await first.TryCallAsync(new() { Type = CallType.Revive });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("stream ID", body, StringComparison.Ordinal);
        Assert.NotEqual(offer.Id, (await second.NextOfferAsync()).Id);
        await first.EndOfStreamAsync();
        Assert.DoesNotContain(first.Seen, e => e.Type == Type.Rescind);
    }

    [Fact]
    public async Task Teardown_ends_the_stream_and_burns_the_id()
    {
        await using var cluster = await Cluster.StartAsync();
        var driver = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await driver.EnterAsync();
        await driver.CallAsync(new() { Type = CallType.Teardown });
        await driver.EndOfStreamAsync();

        var again = await cluster.SubscribeAsync(Given.Framework("faas-1"));

        Assert.Equal("Framework has been removed", (await again.NextAsync(Type.Error)).Error.Message);
        await again.EndOfStreamAsync();
    }

    [Fact]
    public async Task A_framework_that_stays_away_is_removed_after_its_failover_timeout()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartAsync(time: time);
        var driver = await cluster.SubscribeAsync(Given.Framework("faas-1", failoverSeconds: 10));
        await driver.EnterAsync();
        driver.Disconnect();
        await UntilAsync(driver, HttpStatusCode.Forbidden);

        time.Advance(TimeSpan.FromSeconds(10));

        await UntilAsync(driver, HttpStatusCode.BadRequest);
        var again = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await again.NextAsync(Type.Error);
    }

    [Fact]
    public async Task A_framework_that_comes_back_in_time_finds_its_tasks()
    {
        await using var cluster = await Cluster.StartAsync();
        var driver = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await driver.EnterAsync();
        var offer = await driver.NextOfferAsync();
        await driver.AcceptAsync(offer, Given.Command(offer, "sleep 1000"));
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        driver.Disconnect();
        await UntilAsync(driver, HttpStatusCode.Forbidden);

        var again = await cluster.SubscribeAsync(Given.Framework("faas-1"));
        await again.EnterAsync();

        var resent = await again.NextUpdateAsync(TaskState.TaskRunning);
        Assert.Equal(16, resent.Uuid.Length);
    }

    [Fact]
    public async Task A_framework_without_MULTI_ROLE_reads_unreserved_resources_without_an_allocation()
    {
        await using var cluster = await Cluster.StartAsync();
        var framework = Given.Framework(null, 0, FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        framework.Roles.Clear();
        var driver = await cluster.SubscribeAsync(framework);
        await driver.EnterAsync();

        var offer = await driver.NextOfferAsync();

        Assert.Null(offer.AllocationInfo);
        Assert.All(offer.Resources, r => Assert.Null(r.AllocationInfo));
    }

    private static async Task UntilAsync(MesosDriver driver, HttpStatusCode expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await driver.TryCallAsync(new() { Type = CallType.Revive })).Status != expected)
        {
            Assert.False(patience.IsCancellationRequested, $"The master never answered {expected}.");
        }
    }
}
