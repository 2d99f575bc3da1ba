using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Agrees when an operator wants an agent for maintenance: what is empty there ends now, what is used ends with its container.</summary>
internal sealed partial class InverseOffers(CapacityLedger ledger, SlotKill kill, SlotAbandon abandon, TimeProvider time, ILogger<InverseOffers> logger)
{
    private const string Reason = "its agent leaves for maintenance";

    public void Accept(IReadOnlyCollection<InverseOffer> offers, Subscription stream)
    {
        lock (ledger.Gate)
        {
            var now = time.GetUtcNow();
            foreach (var offer in offers.Where(offer => offer.AgentId is not null))
            {
                var agent = ledger.Agents.Get(offer.AgentId.Value);
                agent.LeavesAt = Maintenance.Start(offer.Unavailability);
                agent.IsLeaving = Maintenance.IsNear(agent.LeavesAt, now);
                LogWanted(agent.Id, agent.LeavesAt, agent.IsLeaving);
                if (agent.IsLeaving)
                {
                    Leave(agent, now);
                }
            }
        }
        stream.Offers.Send(Calls.AcceptInverse(offers.Select(offer => offer.Id)));
        ledger.Changed.Set();
    }

    private void Leave(Agent agent, DateTimeOffset now)
    {
        var slots = ledger.Executors.On(agent.Id).SelectMany(executor => ledger.Slots.On(executor.Id)).ToList();
        foreach (var slot in slots.Where(slot => slot.State == SlotState.Empty))
        {
            kill.End(slot, Reason, now);
        }
        abandon.Abandon([.. slots.Where(slot => slot.State == SlotState.Orphaned)], Reason, now);
    }

    [LoggerMessage(LogLevel.Information, "Agent {Agent} is wanted for maintenance at {Start}; nothing more is put there: {Near}")]
    private partial void LogWanted(string agent, DateTimeOffset start, bool near);
}
