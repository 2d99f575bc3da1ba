using Faas.Mesos.Protocol.Scheduling;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Applies the events of a subscription to the ledger, one after the other.</summary>
internal sealed partial class MasterEvents(
    CapacityLedger ledger, OfferIntake offers, InverseOffers inverse, StatusUpdates updates, SlotAdoption adoption, ILogger<MasterEvents> logger)
{
    /// <returns>The master's complaint when it ended the stream with one.</returns>
    public async Task<string?> FollowAsync(Subscription stream, CancellationToken ct)
    {
        await foreach (var happened in stream.ReadAllAsync(ct))
        {
            switch (happened.Type)
            {
                case Event.Types.Type.Offers:
                    await offers.AddAsync(happened.Offers.Offers_, stream, ct);
                    break;
                case Event.Types.Type.Rescind:
                    offers.Rescind(happened.Rescind.OfferId.Value);
                    break;
                case Event.Types.Type.InverseOffers:
                    inverse.Accept(happened.InverseOffers.InverseOffers_, stream);
                    break;
                case Event.Types.Type.Update:
                    await adoption.RecallAsync(happened.Update.Status, ct);
                    updates.Apply(happened.Update.Status, stream);
                    break;
                case Event.Types.Type.Failure:
                    Fail(happened.Failure);
                    break;
                case Event.Types.Type.Error:
                    return happened.Error.Message;
            }
        }
        return null;
    }

    private void Fail(Event.Types.Failure failure)
    {
        var offers = 0;
        lock (ledger.Gate)
        {
            if (failure.ExecutorId is { } executor)
            {
                ledger.Executors.Retire(executor.Value);
            }
            else if (failure.AgentId is { } agent)
            {
                offers = ledger.Offers.RemoveAgent(agent.Value);
            }
        }
        LogFailed(failure.AgentId?.Value, failure.ExecutorId?.Value, failure.Status, offers);
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Warning, "Mesos reports a failure: agent {Agent}, executor {Executor}, status {Status}; {Offers} offers are void with it")]
    private partial void LogFailed(string? agent, string? executor, int status, int offers);
}
