using Faas.Mesos.Local.Tests.Driving;
using CallType = Faas.Mesos.Protocol.Scheduling.Call.Types.Type;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>When and how resources are offered. A is the allocation interval.</summary>
public sealed class OfferConformance : ConformanceSuite
{
    private const int Revives = 200;

    [Item(10, "One offer an agent and role; allocation_info for frameworks with MULTI_ROLE alone")]
    public async Task Shape()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        Assert.Equal("faas", offer.AllocationInfo.Role);
        Assert.All(offer.Resources, r => Assert.Equal("faas", r.AllocationInfo.Role));
        Assert.Equal(driver.Open.Count, driver.Open.DistinctBy(o => (o.AgentId, o.AllocationInfo.Role)).Count());
        await driver.DeclineAsync(offer, 3600);

        var framework = Given.Framework(null, 60, Capability.PartitionAware);
        framework.Roles.Clear();
        var old = await mesos.EnterAsync(framework);

        Assert.Null((await WholeAsync(mesos, old)).AllocationInfo);
        Assert.All(old.Open[0].Resources, r => Assert.Null(r.AllocationInfo));
    }

    [Item(11, "DECLINE with 0: offered again within A")]
    public Task DeclinedForNothing() => DeclinedAsync(0, TimeSpan.Zero, A);

    [Item(12, "DECLINE with 0.01: offered again between A and 2 A")]
    public Task DeclinedForLessThanA() => DeclinedAsync(0.01, A, 2 * A);

    [Item(13, "DECLINE by default: offered again between 5 s and 5 s + A")]
    public Task DeclinedByDefault() => DeclinedAsync(null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5) + A);

    [Item(14, "DECLINE with 3600, then REVIVE: offered again at once")]
    public async Task Revived()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.DeclineAsync(offer, 3600);

        await driver.CallAsync(new() { Type = CallType.Revive });

        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, Slack);
    }

    [Item(15, "REVIVE of one role leaves the filters of another")]
    public async Task RevivedForAnotherRole()
    {
        var framework = Given.Framework();
        framework.Roles.Add("other");
        var mesos = await StartAsync();
        var driver = await mesos.EnterAsync(framework, "other");
        await driver.DeclineAsync(await WholeAsync(mesos, driver), 3600);

        await driver.CallAsync(new() { Type = CallType.Revive, Revive = new() { Roles = { "other" } } });

        await mesos.UntilOfferAsync(driver);
        Assert.Equal("other", driver.Open[0].AllocationInfo.Role);
    }

    [Item(16, "SUPPRESS: nothing for 5 A; UPDATE_FRAMEWORK that ends it: within A")]
    public async Task Suppressed()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.CallAsync(new() { Type = CallType.Suppress });
        await driver.DeclineAsync(offer, 0);
        await mesos.NoOfferAsync(driver, 5 * A);

        var framework = Given.Framework(driver.Id.Value);
        Assert.Equal(200, (int)(await driver.TryCallAsync(new() { Type = CallType.UpdateFramework, UpdateFramework = new() { FrameworkInfo = framework } })).Status);

        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
    }

    [Item(17, "The remainder of an ACCEPT with 0 is offered within A, after a REVIVE at once")]
    public async Task Remainder()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        await driver.AcceptAsync(offer, Given.Command(offer, "sleep 1000"));
        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);

        var rest = driver.Open[0];
        await driver.AcceptAsync(rest, Given.Command(rest, "sleep 1000"));
        await driver.CallAsync(new() { Type = CallType.Revive });

        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, Slack);
    }

    [Item(18, "More than was refused escapes the filter: a task that ends brings an offer within A")]
    public async Task Superset()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        var task = Given.Command(offer, "sleep 1000");
        await driver.AcceptAsync([offer.Id.Value], 3600, task);
        await driver.NextUpdateAsync(TaskState.TaskStarting);
        await driver.NextUpdateAsync(TaskState.TaskRunning);
        await mesos.NoOfferAsync(driver, 2 * A);

        await driver.KillAsync(task);
        await driver.NextUpdateAsync(TaskState.TaskKilling);
        await driver.NextUpdateAsync(TaskState.TaskKilled);

        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
    }

    [Item(33, "An offer that times out is rescinded and offered again; an ACCEPT that comes late is invalid")]
    public async Task TimedOut()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { OfferTimeout = true });

        await mesos.UntilAsync("RESCIND", async () => { await driver.CatchUpAsync(); return driver.Has(Type.Rescind); }, mesos.OfferTimeout + A);
        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
        await driver.AcceptAsync(offer, Given.Command(offer, "true"));

        Assert.Equal(TaskStatus.Types.Reason.InvalidOffers, (await driver.NextUpdateAsync(TaskState.TaskDropped)).Reason);
    }

    [Item(50, "200 REVIVE calls at once run the allocator less than 200 times")]
    public async Task Coalesced()
    {
        var (mesos, driver, _) = await OfferedAsync();
        var before = await RunsAsync(mesos);

        // A run takes up the calls that came while it waited: how many those are is up to the machine.
        await Task.WhenAll(Enumerable.Range(0, Revives).Select(_ => Task.Run(() => driver.CallAsync(new() { Type = CallType.Revive }), Ct)));

        await mesos.PassAsync(Slack);
        Assert.InRange(await RunsAsync(mesos) - before, 1, Revives - 1);
    }

    private async Task DeclinedAsync(double? refuseSeconds, TimeSpan from, TimeSpan to)
    {
        var (mesos, driver, offer) = await OfferedAsync();

        await driver.DeclineAsync(offer, refuseSeconds);

        Assert.InRange(await mesos.UntilOfferAsync(driver), from, to + Slack);
    }

    private static async Task<double> RunsAsync(MesosUnderTest mesos)
    {
        using var snapshot = System.Text.Json.JsonDocument.Parse(await mesos.Http.GetStringAsync(new Uri(mesos.Master, "/metrics/snapshot"), Ct));
        return snapshot.RootElement.GetProperty("allocator/mesos/allocation_runs").GetDouble();
    }
}
