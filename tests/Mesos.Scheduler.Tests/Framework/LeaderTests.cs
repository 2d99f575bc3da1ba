using Faas.Contracts;
using Microsoft.Extensions.Time.Testing;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class LeaderTests
{
    [Fact]
    public async Task A_restart_keeps_the_framework_and_its_slots_and_deletes_dead_owners_containers()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        cluster.Executor.Containers["left"] = new("left", slot.Id, "dead", null);

        await cluster.Host.DisposeAsync();
        await cluster.StartSchedulerAsync();

        Assert.Equal(slot, await cluster.TakeAsync());
        Assert.Empty(cluster.Executor.Containers);
        await cluster.Master.NextAsync(Subscribe, call => call.Subscribe.FrameworkInfo.Id is null);
        await cluster.Master.NextAsync(Subscribe, call => call.Subscribe.FrameworkInfo.Id?.Value == "framework");
    }

    [Fact]
    public async Task A_slot_in_which_a_living_invoker_has_a_container_stays_its()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        cluster.Executor.Containers["used"] = new("used", slot.Id, "alive", null);

        await cluster.Host.DisposeAsync();
        await cluster.StartSchedulerAsync((session, _) => ValueTask.FromResult(session == "alive"));

        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots is [{ State: "taken" }], "the slot is taken");
        Assert.Single(cluster.Executor.Containers);
    }

    [Fact]
    public async Task Who_stood_still_for_as_long_as_its_lease_gives_nothing_away_before_it_has_asked()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartOnAsync(time);
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.ReturnAsync(slot);
        cluster.Memory.IsSilent = true;

        time.Advance(TimeSpan.FromMinutes(10));

        Assert.False(cluster.Host.Slots.Leads);
        await Assert.ThrowsAsync<NotLeadingException>(() => cluster.TakeAsync(slot.MemoryMiB));
    }

    [Fact]
    public async Task Every_quarter_of_an_hour_the_master_is_asked_for_all_it_knows()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartOnAsync(time);
        await AskedAsync();
        var since = time.GetUtcNow();

        await cluster.WhileTimePassesAsync(AskedAsync());

        Assert.InRange(time.GetUtcNow() - since, TimeSpan.FromMinutes(14.9), TimeSpan.FromMinutes(30));

        Task<Faas.Mesos.Protocol.Scheduling.Call> AskedAsync() => cluster.Master.NextAsync(Reconcile, call => call.Reconcile.Tasks.Count == 0);
    }

    [Fact]
    public async Task A_slot_that_ended_meanwhile_is_forgotten()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.Host.DisposeAsync();
        cluster.Master.Tasks.Remove(slot.Id);

        await cluster.StartSchedulerAsync();

        await Eventually.IsTrueAsync(() => cluster.Memory.Slots.Count == 0, "the slot is forgotten");
    }

    [Fact]
    public async Task Slots_are_added_to_the_executor_of_an_earlier_life()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        await cluster.TakeAsync();
        var first = (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single().Executor;
        await cluster.Host.DisposeAsync();
        await cluster.StartSchedulerAsync();

        cluster.Offer(executors: first.ExecutorId.Value);
        await cluster.TakeAsync(1024);

        Assert.Equal(first, (await cluster.Master.NextAsync(Accept)).Accept.Operations.Single().Launch.TaskInfos.Single().Executor);
    }

    [Fact]
    public async Task Slots_of_another_version_are_used_up_and_its_executor_ends()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.Host.DisposeAsync();
        cluster.Set("Executor:Command", "/bin/true");

        await cluster.StartSchedulerAsync();

        Assert.Equal(slot.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
        await cluster.Master.NextAsync(Shutdown);
        cluster.Offer();
        await cluster.TakeAsync();
    }

    [Fact]
    public async Task Who_loses_the_lease_closes_the_stream_and_leads_again_when_it_may()
    {
        await using var cluster = await Cluster.StartAsync(("OwnersSpeak", "00:00:30"));
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        cluster.Memory.Usurp();
        await Eventually.IsTrueAsync(() => cluster.Host.Slots.Describe() is null, "it stops leading");
        cluster.Memory.Abdicate();
        await Eventually.IsTrueAsync(() => cluster.Host.Slots.Describe() is { Subscribed: true }, "it leads again");

        var news = await cluster.Host.Slots.HoldAsync(Cluster.Me, [slot.Id], Cluster.Token);
        Assert.Empty(news.Lost);
        Assert.Equal(slot.Id, cluster.Host.Status.Slots.Single(status => status.State == "taken").Id);
    }

    [Fact]
    public async Task Who_is_failed_over_while_it_holds_the_lease_subscribes_again()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Master.NextAsync(Subscribe);

        cluster.Master.Complain("Framework failed over");
        cluster.Master.Close();

        await cluster.Master.NextAsync(Subscribe);
    }

    [Fact]
    public async Task A_lost_stream_loses_no_slot_but_every_offer()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        cluster.Offer("other");
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Offers.Count == 1, "the offer is held");
        await cluster.Master.NextAsync(Subscribe);

        cluster.Master.Close();
        await cluster.Master.NextAsync(Subscribe);
        await Eventually.IsTrueAsync(() => cluster.Host.Status is { Subscribed: true }, "it is subscribed again");

        Assert.Empty(cluster.Host.Status.Offers);
        await cluster.ReturnAsync(slot);
        Assert.Equal(slot, await cluster.TakeAsync());
    }

    [Fact]
    public async Task A_removed_framework_begins_anew_and_its_slots_are_lost()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();
        await cluster.Master.NextAsync(Subscribe);

        cluster.Master.Refusal = "Framework has been removed";
        cluster.Master.Close();
        await cluster.Master.NextAsync(Subscribe, call => call.FrameworkId is not null);
        var anew = await cluster.Master.NextAsync(Subscribe);

        Assert.Null(anew.FrameworkId);
        Assert.Equal(slot.Id, (await cluster.NextLossAsync(slot)).SlotId);
    }

    [Fact]
    public async Task A_graceful_stop_declines_what_is_held_and_keeps_the_framework()
    {
        await using var cluster = await Cluster.StartAsync();
        var offer = cluster.Offer();
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Offers.Count == 1, "the offer is held");

        await cluster.Host.DisposeAsync();

        var decline = (await cluster.Master.NextAsync(Decline)).Decline;
        Assert.Equal([offer], decline.OfferIds.Select(id => id.Value));
        Assert.Equal(0, decline.Filters.RefuseSeconds);
        Assert.Equal("framework", cluster.Memory.FrameworkId);
        await cluster.StartSchedulerAsync();
    }

    [Fact]
    public async Task A_stop_may_end_the_framework()
    {
        await using var cluster = await Cluster.StartAsync(("TeardownOnStop", "true"));

        await cluster.Host.DisposeAsync();

        await cluster.Master.NextAsync(Teardown);
        Assert.Null(cluster.Memory.FrameworkId);
        await cluster.StartSchedulerAsync();
    }

    [Fact]
    public async Task The_leading_master_is_found_through_another()
    {
        await using var leader = await FakeMaster.StartAsync();
        await using var standby = await FakeMaster.StartAsync();
        standby.Leader = leader.Address;
        await using var host = await SchedulerHost.StartAsync(new FakeMemory(), [standby.Address]);

        await leader.NextAsync(Subscribe);
        await Eventually.IsTrueAsync(() => host.Slots.Describe() is { Subscribed: true, Master: { } master } && master == leader.Address, "it finds the leader");
    }
}
