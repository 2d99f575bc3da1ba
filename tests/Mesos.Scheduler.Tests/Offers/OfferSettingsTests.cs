using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Time.Testing;
using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>What an operator sets, and its effect on the calls a master gets.</summary>
public sealed class OfferSettingsTests
{
    [Fact]
    public async Task Agents_without_the_attributes_that_are_asked_for_go_back_for_minutes_and_others_are_used()
    {
        await using var cluster = await Cluster.StartAsync(("AgentAttributes:disk", "ssd"));
        var plain = cluster.Offer("plain");

        var decline = (await cluster.Master.NextAsync(Decline)).Decline;
        var other = cluster.Master.NewOffer("other", cluster.Executor.Port);
        other.Attributes.Add(new Protocol.V1.Attribute { Name = "disk", Type = Value.Types.Type.Text, Text = new Value.Types.Text { Value = "ssd" } });
        cluster.Master.Say(new Event { Type = Event.Types.Type.Offers, Offers = new Event.Types.Offers { Offers_ = { other } } });

        Assert.Equal([plain], decline.OfferIds.Select(id => id.Value));
        Assert.InRange(decline.Filters.RefuseSeconds, 96, 144);
        Assert.Equal("other", (await cluster.TakeAsync()).AgentId);
    }

    [Fact]
    public async Task Refuse_seconds_that_are_set_replace_every_filter()
    {
        await using var cluster = await Cluster.StartAsync(("OfferRefuseSeconds", "0.01"), ("OfferHold", "00:00:00"));
        var taking = cluster.TakeAsync();
        cluster.Offer();

        Assert.Equal(0.01, (await cluster.Master.NextAsync(Accept)).Accept.Filters.RefuseSeconds);
        await taking;
        cluster.Offer();
        Assert.Equal(0.01, (await cluster.Master.NextAsync(Decline)).Decline.Filters.RefuseSeconds);
    }

    [Fact]
    public async Task Without_them_an_accept_installs_no_filter()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        await cluster.TakeAsync();

        var accept = (await cluster.Master.NextAsync(Accept)).Accept;
        Assert.True(accept.Filters.HasRefuseSeconds);
        Assert.Equal(0, accept.Filters.RefuseSeconds);
    }

    [Fact]
    public async Task Beside_others_no_more_than_a_share_of_the_cluster_is_held_whatever_the_headroom()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await Cluster.StartOnAsync(time, ("HeadroomMiB", "1024"));
        Tell(cluster, frameworks: 1);
        var offer = cluster.Offer(memoryMiB: 4096);
        var alone = time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await cluster.WhileTimePassesAsync(() => time.GetUtcNow() >= alone, TimeSpan.FromSeconds(1));
        Assert.Equal([offer], cluster.Host.Status.Offers.Select(held => held.Id));

        Tell(cluster, frameworks: 2);
        await cluster.WhileTimePassesAsync(() => cluster.Host.Status.Offers.Count == 0, TimeSpan.FromSeconds(1));

        Assert.Equal([offer], (await cluster.Master.NextAsync(Decline)).Decline.OfferIds.Select(id => id.Value));
    }

    // Five of a hundred are less than one agent's offer.
    private static void Tell(Cluster cluster, int frameworks) =>
        (cluster.Master.Metrics["master/mem_total"], cluster.Master.Metrics["master/frameworks_active"]) = (10 * 4096, frameworks);
}
