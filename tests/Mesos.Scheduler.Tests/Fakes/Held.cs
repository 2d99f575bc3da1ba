using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Offers as the pool holds them.</summary>
internal static class Held
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static HeldOffer Offer(string id, double memoryMiB, string agent = "agent", double cpus = 8, bool port = true)
    {
        var offer = new Offer
        {
            Id = new OfferID { Value = id },
            AgentId = new AgentID { Value = agent },
            Hostname = agent,
            AllocationInfo = new Resource.Types.AllocationInfo { Role = "faas" },
            Resources = { Res.Scalar("cpus", cpus), Res.Scalar("mem", memoryMiB) },
        };
        if (port)
        {
            offer.Resources.Add(Res.Ports(31000, 31009));
        }
        return HeldOffer.From(offer, Now, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
    }
}
