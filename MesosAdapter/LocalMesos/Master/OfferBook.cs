using Faas.Mesos.Local.Resources;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>The offers that are out: resources that nobody else can have until they are taken back. Callers hold the gate.</summary>
internal sealed class OfferBook(MasterState state)
{
    private readonly Dictionary<string, OutstandingOffer> _offers = [];
    private int _count;

    public OutstandingOffer? Find(string id) => _offers.GetValueOrDefault(id);

    public Offer Make(Framework framework, AgentRecord agent, string role, ResourceSet resources)
    {
        var id = $"{state.Id}-O{_count++}";
        _offers[id] = new(id, framework, agent, role, resources);
        agent.Free = agent.Free.Minus(resources);
        framework.Hold(role, resources);
        return Describe(id, framework, agent.Agent, role, resources);
    }

    /// <summary>Takes an offer out of the book; its resources stay with the caller, held by nobody.</summary>
    public void Remove(OutstandingOffer offer)
    {
        _offers.Remove(offer.Id);
        offer.Framework.Release(offer.Role, offer.Resources);
    }

    /// <summary>Takes an offer back: its resources are free again.</summary>
    public void Recover(OutstandingOffer offer)
    {
        Remove(offer);
        offer.Agent.Free = offer.Agent.Free.Plus(offer.Resources);
    }

    /// <summary>Takes back all that a framework was offered. It is not told: it is gone, or will hear SUBSCRIBED.</summary>
    public void RecoverAll(Framework framework)
    {
        foreach (var offer in _offers.Values.Where(o => o.Framework == framework).ToList())
        {
            Recover(offer);
        }
    }

    private static Offer Describe(string id, Framework framework, Agent.LocalAgent agent, string role, ResourceSet resources)
    {
        var multiRole = framework.Has(Capability.MultiRole);
        var offer = new Offer
        {
            Id = new() { Value = id },
            FrameworkId = framework.Info.Id,
            AgentId = agent.Info.Id,
            Hostname = agent.Info.Hostname,
            Url = agent.Url,
            Resources = { resources.ToMessages(multiRole ? role : null, framework.Has(Capability.ReservationRefinement)) },
            Attributes = { agent.Info.Attributes },
            ExecutorIds = { framework.Executors.Where(e => e.Key.AgentId == agent.Id).Select(e => e.Value.Info.ExecutorId) },
        };
        if (multiRole)
        {
            offer.AllocationInfo = new() { Role = role };
        }
        return offer;
    }
}

/// <summary>One offer not yet answered.</summary>
internal sealed record OutstandingOffer(string Id, Framework Framework, AgentRecord Agent, string Role, ResourceSet Resources);
