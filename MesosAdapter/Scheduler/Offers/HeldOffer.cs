using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>An offer that is ours to accept.</summary>
/// <param name="Host">Where the agent is reached.</param>
/// <param name="Room">What in it we can use: neither revocable, nor shared, nor a disk.</param>
/// <param name="HasPort">Whether a port is in it.</param>
/// <param name="IsReserved">Whether some of it is kept for our role: nobody else could use that.</param>
/// <param name="Executors">Our executors that were on the agent when the offer was made.</param>
/// <param name="HoldUntil">When it goes back unless it is wanted.</param>
/// <param name="RenewAt">When it goes back even so, for others to have their turn.</param>
internal sealed record HeldOffer(
    string Id,
    string AgentId,
    string Role,
    string Hostname,
    string Host,
    Amount Room,
    bool HasPort,
    bool IsReserved,
    IReadOnlyList<string> Executors,
    IReadOnlyList<Resource> Resources,
    DateTimeOffset Since,
    DateTimeOffset HoldUntil,
    DateTimeOffset RenewAt)
{
    public static HeldOffer From(Offer offer, DateTimeOffset now, TimeSpan hold, TimeSpan renew)
    {
        var resources = offer.Resources.Where(ResourceBasket.IsUsable).ToList();
        return new HeldOffer(
            offer.Id.Value,
            offer.AgentId.Value,
            offer.AllocationInfo?.Role ?? "*",
            offer.Hostname,
            HostOf(offer),
            ResourceBasket.RoomOf(resources),
            resources.Any(resource => resource.Name == ResourceBasket.Ports && resource.Ranges?.Range.Count > 0),
            resources.Any(resource => resource.Reservations.Count > 0),
            offer.ExecutorIds.Select(executor => executor.Value).ToList(),
            resources,
            now,
            now + hold,
            now + renew);
    }

    public static string HostOf(Offer offer) => offer.Url?.Address?.Ip is { Length: > 0 } ip ? ip : offer.Hostname;
}
