using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Takes offers in, or declines at once those that are no use.</summary>
internal sealed partial class OfferIntake(
    CapacityLedger ledger, ExecutorRecall recall, SchedulerMetrics metrics, IOptions<OfferOptions> options, IOptions<PlacementOptions> placement,
    TimeProvider time, ILogger<OfferIntake> logger)
{
    private const double HoldJitter = 0.2;
    // Nothing of it changes soon, and a REVIVE would bring it back.
    private static readonly TimeSpan UselessFilter = TimeSpan.FromMinutes(2);

    private readonly OfferTimeoutGuess _timeout = new();

    public async Task AddAsync(IReadOnlyCollection<Offer> offers, Subscription stream, CancellationToken ct)
    {
        foreach (var offer in offers)
        {
            await RecallAsync(offer, ct);
        }
        var useless = new Dictionary<string, List<string>>();
        lock (ledger.Gate)
        {
            var now = time.GetUtcNow();
            foreach (var offer in offers)
            {
                if (Add(offer, now) is { } flaw)
                {
                    (useless.TryGetValue(flaw, out var same) ? same : useless[flaw] = []).Add(offer.Id.Value);
                }
            }
        }
        foreach (var (flaw, ids) in useless)
        {
            var refuse = options.Value.OfferRefuseSeconds ?? Jitter.Around(UselessFilter, HoldJitter).TotalSeconds;
            stream.Offers.Send(Calls.Decline(ids, refuse));
            metrics.OffersDeclined(ids.Count, flaw);
            LogUseless(ids.Count, flaw, refuse);
        }
        ledger.Changed.Set();
    }

    public void Rescind(string offerId)
    {
        bool held;
        lock (ledger.Gate)
        {
            var now = time.GetUtcNow();
            var offer = ledger.Offers.Rescind(offerId, now);
            held = offer is not null;
            if (offer is not null)
            {
                ledger.Modesty = ledger.Modesty.Rescinded(now);
                _timeout.Rescinded(now - offer.Since);
            }
        }
        LogRescinded(offerId, held, ledger.Modesty.Share);
        ledger.Changed.Set();
    }

    /// <returns>Why it is no use; <see langword="null"/> when it was taken in.</returns>
    private string? Add(Offer offer, DateTimeOffset now)
    {
        var agent = ledger.Agents.Get(offer.AgentId.Value);
        agent.Hostname = offer.Hostname;
        agent.Attributes = offer.Attributes.Count == agent.Attributes.Count && offer.Attributes.Count == 0 ? agent.Attributes : AgentAttributes.Read(offer.Attributes);
        agent.Zone = AgentAttributes.Zone(offer.Domain);
        agent.LeavesAt = offer.Unavailability is { } planned ? Maintenance.Start(planned) : DateTimeOffset.MaxValue;
        agent.IsLeaving = Maintenance.IsNear(agent.LeavesAt, now);
        if (agent.IsLeaving)
        {
            return "maintenance";
        }
        if (!agent.Has(placement.Value.AgentAttributes.AsReadOnly()))
        {
            return "attributes";
        }
        var trust = _timeout.Trust is { } guess && guess < options.Value.OfferMaxHold ? guess : options.Value.OfferMaxHold;
        var held = HeldOffer.From(offer, now, Jitter.Around(options.Value.OfferHold, HoldJitter), Jitter.Around(trust, HoldJitter));
        if (held.Room.MemoryMiB <= 0 || held.Room.Cpus <= 0)
        {
            return "unusable";
        }
        RetireUnlisted(held);
        ledger.Offers.Add(held);
        LogOffered(held.Id, held.Hostname, held.Role, held.Room.Cpus, held.Room.MemoryMiB);
        return null;
    }

    private async Task RecallAsync(Offer offer, CancellationToken ct)
    {
        List<string> unknown;
        lock (ledger.Gate)
        {
            var role = offer.AllocationInfo?.Role ?? "*";
            unknown = [.. offer.ExecutorIds.Select(id => id.Value).Where(id => !ledger.Executors.Knows(id) && ledger.Executors.IsCurrent(id, offer.AgentId.Value, role))];
        }
        foreach (var executorId in unknown)
        {
            await recall.RecallAsync(executorId, offer.AgentId.Value, null, HeldOffer.HostOf(offer), ct);
        }
    }

    // An offer lists our executors on its agent. One that has no slot and is not listed has gone, whether FAILURE told or not.
    private void RetireUnlisted(HeldOffer offer)
    {
        foreach (var gone in ledger.Executors.On(offer.AgentId)
            .Where(executor => !offer.Executors.Contains(executor.Id) && ledger.Slots.On(executor.Id).Count == 0).ToList())
        {
            ledger.Executors.Retire(gone.Id);
            LogUnlisted(gone.Id, offer.Hostname);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Offer {Offer} of {Hostname} for {Role}: {Cpus} cpus, {MemoryMiB} MiB")]
    private partial void LogOffered(string offer, string hostname, string role, decimal cpus, decimal memoryMiB);

    [LoggerMessage(LogLevel.Information, "Gives {Offers} offers back at once ({Flaw}), refused for {Seconds} s")]
    private partial void LogUseless(int offers, string flaw, double seconds);

    [LoggerMessage(LogLevel.Information, "Executor {Executor} on {Hostname} had no slots, and Mesos does not list it any more: it has gone")]
    private partial void LogUnlisted(string executor, string hostname);

    [LoggerMessage(LogLevel.Information, "Offer {Offer} was rescinded; it was held: {Held}. Holds at most {Share} of the headroom for now")]
    private partial void LogRescinded(string offer, bool held, double share);
}
