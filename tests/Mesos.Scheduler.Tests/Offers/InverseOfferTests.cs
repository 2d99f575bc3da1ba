using static Faas.Mesos.Protocol.Scheduling.Call.Types.Type;

namespace Faas.Mesos.Scheduler.Tests;

public sealed class InverseOfferTests
{
    [Fact]
    public async Task An_agent_that_is_wanted_now_is_agreed_to_and_what_is_empty_there_ends()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Offer();
        var used = await cluster.TakeAsync();
        cluster.Offer();
        var empty = await cluster.TakeAsync();
        await cluster.ReturnAsync(empty);

        cluster.Master.WantForMaintenance("agent");

        Assert.Equal("maintenance", (await cluster.Master.NextAsync(AcceptInverseOffers)).AcceptInverseOffers.InverseOfferIds.Single().Value);
        Assert.Equal(empty.Id, (await cluster.Master.NextAsync(Kill)).Kill.TaskId.Value);
        Assert.Empty((await cluster.Host.Slots.HoldAsync(Cluster.Me, [used.Id], Cluster.Token)).Lost);
    }
}
