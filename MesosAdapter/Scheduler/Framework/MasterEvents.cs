using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Applies the events of a subscription to the ledger, one after the other.</summary>
internal sealed partial class MasterEvents(
    CapacityLedger ledger, StatusUpdates updates, ExecutorRecall recall, IOptions<OfferOptions> options, TimeProvider time, ILogger<MasterEvents> logger)
{
    private const double HoldJitter = 0.2;
    private static readonly TimeSpan MaintenanceNotice = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeavingFilter = TimeSpan.FromMinutes(2);

    /// <returns>The master's complaint when it ended the stream with one.</returns>
    public async Task<string?> FollowAsync(Subscription stream, CancellationToken ct)
    {
        await foreach (var happened in stream.ReadAllAsync(ct))
        {
            switch (happened.Type)
            {
                case Event.Types.Type.Offers:
                    await OffersAsync(happened.Offers.Offers_, stream, ct);
                    break;
                case Event.Types.Type.Rescind:
                    Rescind(happened.Rescind.OfferId.Value);
                    break;
                case Event.Types.Type.Update:
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

    private async Task OffersAsync(IEnumerable<Offer> offers, Subscription stream, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var offer in offers)
        {
            if (IsLeaving(offer, now))
            {
                LogLeaving(offer.Id.Value, offer.Hostname);
                stream.Offers.Send(Calls.Decline([offer.Id.Value], options.Value.OfferRefuseSeconds ?? LeavingFilter.TotalSeconds));
                continue;
            }
            var held = HeldOffer.From(offer, now, Jitter.Around(options.Value.OfferHold, HoldJitter), Jitter.Around(options.Value.OfferMaxHold, HoldJitter));
            await RecallAsync(held, ct);
            lock (ledger.Gate)
            {
                RetireUnlisted(held);
                ledger.Offers.Add(held);
            }
            LogOffered(held.Id, held.Hostname, held.Role, held.Room.Cpus, held.Room.MemoryMiB);
        }
        ledger.Changed.Set();
    }

    private static bool IsLeaving(Offer offer, DateTimeOffset now) =>
        offer.Unavailability is { } planned
        && DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(planned.Start.Nanoseconds / TimeSpan.NanosecondsPerTick) < now + MaintenanceNotice;

    private async Task RecallAsync(HeldOffer offer, CancellationToken ct)
    {
        List<string> unknown;
        lock (ledger.Gate)
        {
            unknown = offer.Executors.Where(id => !ledger.Executors.Knows(id) && ledger.Executors.IsCurrent(id, offer.AgentId, offer.Role)).ToList();
        }
        foreach (var executorId in unknown)
        {
            await recall.RecallAsync(executorId, offer.AgentId, null, offer.Host, ct);
        }
    }

    // An offer lists our executors on its agent. One that has no slot and is not listed has gone, whether FAILURE told or not.
    private void RetireUnlisted(HeldOffer offer)
    {
        foreach (var gone in ledger.Executors.All
            .Where(executor => executor.AgentId == offer.AgentId && !offer.Executors.Contains(executor.Id) && ledger.Slots.On(executor.Id).Count == 0).ToList())
        {
            ledger.Executors.Retire(gone.Id);
        }
    }

    private void Rescind(string offerId)
    {
        bool held;
        lock (ledger.Gate)
        {
            held = ledger.Offers.Rescind(offerId, time.GetUtcNow());
        }
        LogRescinded(offerId, held);
        ledger.Changed.Set();
    }

    private void Fail(Event.Types.Failure failure)
    {
        LogFailed(failure.AgentId?.Value, failure.ExecutorId?.Value, failure.Status);
        lock (ledger.Gate)
        {
            if (failure.ExecutorId is { } executor)
            {
                ledger.Executors.Retire(executor.Value);
            }
            else if (failure.AgentId is { } agent)
            {
                ledger.Offers.RemoveAgent(agent.Value);
            }
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Debug, "Offer {Offer} of {Hostname} for {Role}: {Cpus} cpus, {MemoryMiB} MiB")]
    private partial void LogOffered(string offer, string hostname, string role, decimal cpus, decimal memoryMiB);

    [LoggerMessage(LogLevel.Information, "Offer {Offer} of {Hostname} is declined: maintenance begins there within minutes")]
    private partial void LogLeaving(string offer, string hostname);

    [LoggerMessage(LogLevel.Information, "Offer {Offer} was rescinded; it was held: {Held}")]
    private partial void LogRescinded(string offer, bool held);

    [LoggerMessage(LogLevel.Warning, "Mesos reports a failure: agent {Agent}, executor {Executor}, status {Status}")]
    private partial void LogFailed(string? agent, string? executor, int status);
}
