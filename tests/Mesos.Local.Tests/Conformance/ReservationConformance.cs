using Faas.Mesos.Local.Tests.Driving;
using OperationType = Faas.Mesos.Protocol.V1.Offer.Types.Operation.Types.Type;
using ReservationInfo = Faas.Mesos.Protocol.V1.Resource.Types.ReservationInfo;

namespace Faas.Mesos.Local.Tests.Conformance;

/// <summary>Resources that are kept for a role.</summary>
public sealed class ReservationConformance : ConformanceSuite
{
    [Item(44, "What an agent reserves for a role is offered to that role alone")]
    public async Task Static()
    {
        var (mesos, driver, offer) = await OfferedAsync(new() { StaticReservation = true });
        Assert.DoesNotContain(offer.Resources, IsReserved);
        var framework = Given.Framework();
        framework.Roles[0] = MesosUnderTest.ReservedRole;

        var reserved = await mesos.EnterAsync(framework);

        Assert.All((await WholeAsync(mesos, reserved)).Resources, r => Assert.True(IsReserved(r)));
        Assert.NotEqual(driver.Id, reserved.Id);
    }

    [Item(45, "What RESERVE in an ACCEPT makes is offered again within A, whatever the filters, and marked as reserved")]
    public async Task Dynamic()
    {
        var (mesos, driver, offer) = await OfferedAsync();
        var reserve = new Offer.Types.Operation { Type = OperationType.Reserve, Reserve = new() { Resources = { Reserved("cpus", 1), Reserved("mem", 256) } } };

        await driver.AcceptAsync([offer.Id.Value], 3600, reserve);

        Assert.InRange(await mesos.UntilOfferAsync(driver), TimeSpan.Zero, A + Slack);
        var made = driver.Open[0];
        Assert.Equal(1, made.Resources.Single(r => r.Name == "cpus" && IsReserved(r)).Scalar.Value);
        var unreserve = new Offer.Types.Operation { Type = OperationType.Unreserve, Unreserve = new() { Resources = { made.Resources.Where(IsReserved) } } };
        await driver.AcceptAsync([made.Id.Value], 0, unreserve);
        await mesos.UntilAsync("nothing reserved any more", async () => { await driver.CatchUpAsync(); return driver.Open.Any(o => !o.Resources.Any(IsReserved)); }, A + Slack);
    }

    private static bool IsReserved(Resource resource) => resource.Reservations.Count > 0;

    private static Resource Reserved(string name, double value)
    {
        var resource = Given.Scalar(name, value);
        resource.AllocationInfo = new() { Role = "faas" };
        resource.Reservations.Add(new ReservationInfo { Role = "faas", Type = ReservationInfo.Types.Type.Dynamic });
        return resource;
    }
}
