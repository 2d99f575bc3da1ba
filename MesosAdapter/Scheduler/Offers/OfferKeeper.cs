using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Keeps as many offers as are wanted: asks for more by REVIVE, for none by SUPPRESS, gives the rest back.</summary>
internal sealed partial class OfferKeeper(
    CapacityLedger ledger, SchedulerMetrics metrics, IOptions<OfferOptions> options, ILogger<OfferKeeper> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly ReviveSchedule _revives = new(new TokenBucket(options.Value.RevivesPerSecond, options.Value.ReviveBurst));
    private int _pokes;
    private bool _suppressed;
    private DateTimeOffset? _calmSince;
    private Subscription? _seen;

    /// <param name="unserved">How many slots are wanted that no held offer fits.</param>
    /// <param name="now">The time.</param>
    /// <returns>When something falls due next.</returns>
    public DateTimeOffset Turn(int unserved, DateTimeOffset now)
    {
        if (ledger.Stream is not { } stream)
        {
            return DateTimeOffset.MaxValue;
        }
        if (!ReferenceEquals(stream, _seen))
        {
            // A new subscription is offered everything at once, unasked.
            (_seen, _suppressed, _calmSince, _pokes) = (stream, false, null, ledger.Pokes);
        }
        ledger.Modesty = ledger.Modesty.At(now);
        var headroomMiB = HeadroomMiB();
        GiveBack(stream, headroomMiB, unserved > 0, now);
        if (unserved == 0 && ledger.Cluster is { HasNeighbours: true } cluster)
        {
            Decline(stream, OfferPolicy.OverShare(ledger.Offers, IsHost, cluster.MemoryMiB * (decimal)options.Value.HeadroomMaxShare), Surplus, "share");
        }
        var wantsMore = unserved > 0 || ledger.Offers.MemoryMiB < headroomMiB;
        var callsDue = wantsMore ? Revive(stream, unserved, now) : Suppress(stream, now);
        return new[] { ledger.Offers.NextDue, callsDue, ledger.Modesty.NextAt }.Min();
    }

    private decimal HeadroomMiB()
    {
        var share = ledger.Cluster is { } cluster ? cluster.MemoryMiB * (decimal)options.Value.HeadroomMaxShare : decimal.MaxValue;
        return Math.Min(options.Value.HeadroomMiB, share) * (decimal)ledger.Modesty.Share;
    }

    private double Surplus => Jitter.Around(options.Value.SurplusFilter, 1.0 / 3).TotalSeconds;

    private bool IsHost(HeldOffer offer) => ledger.Executors.On(offer.AgentId).Count > 0;

    private void GiveBack(Subscription stream, decimal headroomMiB, bool demand, DateTimeOffset now)
    {
        if (ledger.Offers.TakeDue(now) is not { Count: > 0 } due)
        {
            return;
        }
        var verdict = OfferPolicy.Judge(due, IsHost, ledger.Offers.MemoryMiB, headroomMiB, demand, now);
        foreach (var offer in verdict.Keep)
        {
            ledger.Offers.HoldOn(offer, now + (options.Value.OfferHold > LookAgain ? options.Value.OfferHold : LookAgain));
        }
        Decline(stream, verdict.Surplus, Surplus, "surplus");
        Decline(stream, verdict.Renew, 0, "renewed");
        // What went back unfiltered is wanted again at once, if nobody else takes it.
        ledger.Pokes += verdict.Renew.Count > 0 ? 1 : 0;
    }

    private void Decline(Subscription stream, List<HeldOffer> offers, double refuseSeconds, string reason)
    {
        if (offers.Count == 0)
        {
            return;
        }
        foreach (var offer in offers)
        {
            ledger.Offers.Remove(offer.Id);
        }
        var refuse = options.Value.OfferRefuseSeconds ?? refuseSeconds;
        stream.Offers.Send(Calls.Decline(offers.Select(offer => offer.Id), refuse));
        metrics.OffersDeclined(offers.Count, reason);
        LogDeclined(offers.Count, reason, refuse);
    }

    private DateTimeOffset Revive(Subscription stream, int unserved, DateTimeOffset now)
    {
        _calmSince = null;
        if (_pokes != ledger.Pokes || _suppressed)
        {
            _pokes = ledger.Pokes;
            _revives.Poke();
        }
        if (_revives.TryRevive(now, unserved > 0, stream.Offers.Latency))
        {
            stream.Offers.Send(Calls.Revive());
            metrics.Revived();
            LogRevived(unserved);
            _suppressed = false;
        }
        return _revives.NextAt;
    }

    private DateTimeOffset Suppress(Subscription stream, DateTimeOffset now)
    {
        _calmSince ??= now;
        var suppressAt = _calmSince.Value + options.Value.OfferHold;
        if (_suppressed || suppressAt > now)
        {
            return _suppressed ? DateTimeOffset.MaxValue : suppressAt;
        }
        stream.Offers.Send(Calls.Suppress());
        metrics.Suppressed();
        LogSuppressed(ledger.Offers.MemoryMiB);
        _suppressed = true;
        return DateTimeOffset.MaxValue;
    }

    [LoggerMessage(LogLevel.Information, "Gives {Offers} offers back ({Reason}), refused for {Seconds} s")]
    private partial void LogDeclined(int offers, string reason, double seconds);

    [LoggerMessage(LogLevel.Debug, "Asks for offers: {Unserved} slots wait for one")]
    private partial void LogRevived(int unserved);

    [LoggerMessage(LogLevel.Information, "Wants no more offers: {MemoryMiB} MiB are held and nobody waits")]
    private partial void LogSuppressed(decimal memoryMiB);
}
