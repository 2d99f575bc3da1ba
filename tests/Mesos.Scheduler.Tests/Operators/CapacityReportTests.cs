using Faas.Contracts;
using Microsoft.Extensions.Time.Testing;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What <c>/system/mesos</c> shows of a cluster.</summary>
public sealed class CapacityReportTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task It_tells_of_the_framework_its_master_offers_agents_slots_and_who_waits()
    {
        await using var cluster = await Cluster.StartOnAsync(_time, ("Cluster", "north"));
        cluster.Offer(memoryMiB: 500);
        var taken = await cluster.TakeAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        var offer = cluster.Offer("other", memoryMiB: 64);
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Offers.Count == 1 && cluster.Host.Status.Kinds.Count == 1, "the offer is held and the executor has told its kinds");
        var waiting = cluster.TakeAsync(2048);

        var status = cluster.Host.Status;

        Assert.Equal(("north", cluster.Master.Address, "framework", true, 1L), (status.Cluster, status.Master, status.FrameworkId, status.Subscribed, status.Epoch));
        Assert.Equal(new OfferStatus(offer, "other", "127.0.0.1", 8, 64, _time.GetUtcNow()) { Role = "faas" }, status.Offers.Single());
        Assert.Equal(new SlotStatus(taken.Id, "agent", "taken", 256, _time.GetUtcNow().AddSeconds(-3)) { Invoker = Cluster.Me }, status.Slots.Single());
        Assert.Equal(
            [new AgentStatus("agent", "127.0.0.1", null, taken.Executor, 1, 0, false, null), new AgentStatus("other", "127.0.0.1", null, null, 0, 64, false, null)],
            status.Agents.OrderBy(agent => agent.Id));
        Assert.Equal(new CapacityTotals(1, 64, 2, 1, 0, 0, 1), status.Totals);
        Assert.Equal("nodejs:20", status.Kinds.Single().Kind);
        cluster.Offer();
        await cluster.WhileTimePassesAsync(waiting);
    }

    [Fact]
    public async Task It_tells_which_slots_are_empty_and_come_and_which_agents_are_avoided()
    {
        await using var cluster = await Cluster.StartOnAsync(_time);
        cluster.Offer(memoryMiB: 500);
        var empty = await cluster.TakeAsync();
        await cluster.ReturnAsync(empty);
        cluster.Master.RunsTasks = false;
        cluster.Offer("slow");
        var waiting = cluster.TakeAsync(1024);
        await cluster.Master.NextAsync(Accept);
        await cluster.Master.NextAsync(Accept);

        var status = cluster.Host.Status;

        Assert.Equal([(empty.Id, "empty")], status.Slots.Where(slot => slot.Agent == "agent").Select(slot => (slot.Id, slot.State)));
        var coming = status.Slots.Single(slot => slot.Agent == "slow");
        Assert.Equal(("starting", null), (coming.State, coming.Invoker));
        Assert.Equal((0, 1, 1), (status.Totals.SlotsTaken, status.Totals.SlotsEmpty, status.Totals.SlotsOther));
        cluster.Master.Update(coming.Id, Protocol.V1.TaskState.TaskFailed);
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Slots.Count == 1, "the launch has failed");
        cluster.Master.RunsTasks = true;
        cluster.Offer("slow");
        await Eventually.IsTrueAsync(() => cluster.Host.Status.Agents.SingleOrDefault(agent => agent.Id == "slow") is { AvoidedUntil: { } until } && until > _time.GetUtcNow(), "the agent is left alone");
        await cluster.WhileTimePassesAsync(waiting);
    }

    [Fact]
    public async Task While_no_master_is_there_it_says_so_and_keeps_its_slots()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var slot = await cluster.TakeAsync();

        await cluster.Master.DisposeAsync();

        await Eventually.IsTrueAsync(() => cluster.Host.Status is { Subscribed: false, Master: null, Offers: [] }, "it has lost its master");
        Assert.Equal([slot.Id], cluster.Host.Status.Slots.Select(one => one.Id));
        Assert.Equal("framework", cluster.Host.Status.FrameworkId);
    }
}
