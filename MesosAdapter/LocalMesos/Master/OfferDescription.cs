using Faas.Mesos.Local.Resources;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>An offer as its framework reads it; its capabilities decide on the format.</summary>
internal static class OfferDescription
{
    public static Offer Of(OutstandingOffer outstanding)
    {
        var (framework, agent) = (outstanding.Framework, outstanding.Agent);
        var multiRole = framework.Has(Capability.MultiRole);
        var offer = new Offer
        {
            Id = new() { Value = outstanding.Id },
            FrameworkId = framework.Info.Id,
            AgentId = agent.Agent.Info.Id,
            Hostname = agent.Agent.Info.Hostname,
            Url = agent.Agent.Url,
            Resources = { outstanding.Resources.ToMessages(multiRole ? outstanding.Role : null, framework.Has(Capability.ReservationRefinement)) },
            Attributes = { agent.Agent.Info.Attributes },
            ExecutorIds = { framework.ExecutorsOn(agent).Select(e => e.Value.Info.ExecutorId) },
        };
        if (multiRole)
        {
            offer.AllocationInfo = new() { Role = outstanding.Role };
        }
        if (agent.Unavailability is { } unavailability)
        {
            offer.Unavailability = unavailability;
        }
        return offer;
    }
}
