using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>The offers that are out: resources that nobody else can have until they are taken back. Callers hold the gate.</summary>
internal sealed class OfferBook(MasterState state) : IDisposable
{
    private readonly Dictionary<string, OutstandingOffer> _offers = [];
    private int _count;

    public IReadOnlyCollection<OutstandingOffer> All => _offers.Values;

    public OutstandingOffer? Find(string id) => _offers.GetValueOrDefault(id);

    public Offer Make(Framework framework, AgentRecord agent, string role, ResourceSet resources)
    {
        var id = $"{state.Id}-O{_count++}";
        var offer = new OutstandingOffer(id, framework, agent, role, resources);
        if (state.Options.OfferTimeout is { } timeout)
        {
            offer.Timer = state.Time.CreateTimer(_ => Expire(offer), null, timeout, Timeout.InfiniteTimeSpan);
        }
        _offers[id] = offer;
        agent.Free = agent.Free.Minus(resources);
        framework.Hold(role, resources);
        return OfferDescription.Of(offer);
    }

    /// <summary>Takes an offer out of the book; its resources stay with the caller, held by nobody.</summary>
    public void Remove(OutstandingOffer offer)
    {
        _offers.Remove(offer.Id);
        offer.Timer?.Dispose();
        offer.Framework.Release(offer.Role, offer.Resources);
    }

    /// <summary>Takes an offer back: its resources are free again.</summary>
    public void Recover(OutstandingOffer offer)
    {
        Remove(offer);
        offer.Agent.Free = offer.Agent.Free.Plus(offer.Resources);
    }

    /// <summary>Takes an offer back and says so.</summary>
    public void Rescind(OutstandingOffer offer)
    {
        Recover(offer);
        offer.Framework.Send(Events.Rescind(offer.Id));
    }

    public void RescindAll(AgentRecord agent) => Of(o => o.Agent == agent).ForEach(Rescind);

    public void RescindAll(Framework framework) => Of(o => o.Framework == framework).ForEach(Rescind);

    /// <summary>Takes back all that a framework was offered. It is not told: it is gone, or will hear SUBSCRIBED.</summary>
    public void RecoverAll(Framework framework) => Of(o => o.Framework == framework).ForEach(Recover);

    public void Dispose() => _offers.Values.ToList().ForEach(o => o.Timer?.Dispose());

    private List<OutstandingOffer> Of(Func<OutstandingOffer, bool> which) => _offers.Values.Where(which).ToList();

    private void Expire(OutstandingOffer offer)
    {
        lock (state.Gate)
        {
            if (_offers.GetValueOrDefault(offer.Id) == offer)
            {
                Rescind(offer);
            }
        }
    }
}

/// <summary>One offer not yet answered.</summary>
internal sealed class OutstandingOffer(string id, Framework framework, AgentRecord agent, string role, ResourceSet resources)
{
    public string Id => id;

    public Framework Framework => framework;

    public AgentRecord Agent => agent;

    public string Role => role;

    public ResourceSet Resources => resources;

    /// <summary>Runs where the master has an offer timeout.</summary>
    public ITimer? Timer { get; set; }
}
