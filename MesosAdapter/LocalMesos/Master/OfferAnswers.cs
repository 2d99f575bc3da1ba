using Faas.Mesos.Local.Allocator;
using Faas.Mesos.Local.Resources;
using Faas.Mesos.Protocol.Scheduling;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;
using OperationType = Faas.Mesos.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>ACCEPT and DECLINE. Callers hold the gate.</summary>
internal sealed partial class OfferAnswers(MasterState state, OfferBook offers, Launcher launcher, ILogger<OfferAnswers> logger)
{
    /// <summary>One doubtful offer spoils the whole ACCEPT: its other offers are taken back and every task in it is dropped.</summary>
    public void Accept(Framework framework, Call.Types.Accept accept)
    {
        var accepted = accept.OfferIds.Select(id => offers.Find(id.Value)).OfType<OutstandingOffer>()
            .Where(o => o.Framework == framework).Distinct().ToList();
        if (Invalid(framework, accept) is { } error)
        {
            accepted.ForEach(o => offers.Recover(o));
            Drop(framework, accept, $"Task launched with invalid offers: {error}");
            return;
        }
        accepted.ForEach(offers.Remove);
        var (agent, role) = (accepted[0].Agent, accepted[0].Role);
        var offered = accepted.Aggregate(ResourceSet.Empty, (sum, o) => sum.Plus(o.Resources));
        var rest = offered;
        foreach (var operation in accept.Operations)
        {
            rest = Apply(operation, framework, agent, role, rest);
        }
        if (!rest.IsEmpty)
        {
            agent.Free = agent.Free.Plus(rest);
            // What the operations have made of the offer was not declined: no filter keeps it away.
            Filter(framework, role, agent, rest.Minus(rest.Beyond(offered)), accept.Filters);
        }
    }

    public void Decline(Framework framework, Call.Types.Decline decline)
    {
        foreach (var offer in decline.OfferIds.Select(id => offers.Find(id.Value)).OfType<OutstandingOffer>().Where(o => o.Framework == framework))
        {
            offers.Recover(offer);
            Filter(framework, offer.Role, offer.Agent, offer.Resources, decline.Filters);
        }
    }

    private string? Invalid(Framework framework, Call.Types.Accept accept)
    {
        if (accept.OfferIds.Count == 0)
        {
            return "No offers specified";
        }
        var seen = new List<OutstandingOffer>();
        foreach (var id in accept.OfferIds.Select(o => o.Value))
        {
            if (offers.Find(id) is not { } offer)
            {
                return $"Offer {id} is no longer valid";
            }
            if (Misfit(offer, framework, seen) is { } misfit)
            {
                return misfit;
            }
            seen.Add(offer);
        }
        return null;
    }

    private static string? Misfit(OutstandingOffer offer, Framework framework, List<OutstandingOffer> seen) =>
        offer.Framework != framework ? $"Offer {offer.Id} has invalid framework {offer.Framework.Id} while framework {framework.Id} is expected"
        : seen.Contains(offer) ? $"Duplicate offer {offer.Id} in offer list"
        : seen.Count > 0 && seen[0].Role != offer.Role ? $"Aggregated offers must be allocated to the same role. Offer {offer.Id} uses role '{offer.Role}' but another is using role '{seen[0].Role}'"
        : seen.Count > 0 && seen[0].Agent != offer.Agent ? $"Aggregated offers must belong to one single agent. Offer {offer.Id} uses agent {offer.Agent.Agent.Id} and agent {seen[0].Agent.Agent.Id}"
        : null;

    private ResourceSet Apply(Offer.Types.Operation operation, Framework framework, AgentRecord agent, string role, ResourceSet available)
    {
        switch (operation.Type)
        {
            case OperationType.Launch:
                return launcher.Launch(framework, agent, role, available, operation.Launch?.TaskInfos ?? []);
            case OperationType.LaunchGroup when operation.LaunchGroup is { } group:
                return launcher.LaunchGroup(framework, agent, role, available, group);
            case OperationType.Reserve:
                return Reservations.Reserve(agent, role, operation.Reserve?.Resources ?? [], available);
            case OperationType.Unreserve:
                return Reservations.Unreserve(agent, operation.Unreserve?.Resources ?? [], available);
            default:
                LogDropped(operation.Type);
                return available;
        }
    }

    private void Drop(Framework framework, Call.Types.Accept accept, string message)
    {
        var tasks = accept.Operations.SelectMany(o => (o.Launch?.TaskInfos ?? []).Concat(o.LaunchGroup?.TaskGroup.Tasks ?? []));
        foreach (var task in tasks)
        {
            launcher.Refuse(framework, task, framework.StateOr(TaskState.TaskDropped), Reason.InvalidOffers, message);
        }
    }

    private void Filter(Framework framework, string role, AgentRecord agent, ResourceSet refused, Filters? filters)
    {
        if (!refused.IsEmpty && OfferFilter.Duration(filters, state.Options.AllocationInterval) is { } duration)
        {
            framework.Filters.Add(new(framework.Id, role, agent.Agent.Id, refused, state.Time.GetUtcNow() + duration));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Dropped an operation of type {Operation}: not emulated")]
    private partial void LogDropped(OperationType operation);
}
