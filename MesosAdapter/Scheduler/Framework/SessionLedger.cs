using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Ties the ledger to a subscription: offers live as long as it does.</summary>
internal sealed partial class SessionLedger(
    CapacityLedger ledger, SchedulerStore store, FrameworkRestore restore, SchedulerMetrics metrics, IOptions<FrameworkOptions> options, TimeProvider time, ILogger<SessionLedger> logger)
{
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    public async Task AttachAsync(Subscription stream, CancellationToken ct)
    {
        lock (ledger.Gate)
        {
            ledger.FrameworkId = stream.FrameworkId;
        }
        await store.SetFrameworkIdAsync(stream.FrameworkId, ct);
        lock (ledger.Gate)
        {
            ledger.Offers.Clear();
            ledger.Stream = stream;
        }
        metrics.Subscribed();
        ledger.Changed.Set();
    }

    /// <summary>Lets the offers go; when we leave, with a word to the master, so that others have them at once.</summary>
    /// <param name="stream">The subscription that ends.</param>
    /// <param name="leaving">Whether we end it, and not the master.</param>
    /// <param name="stopping">Whether this process ends, and still leads.</param>
    public async Task DetachAsync(Subscription stream, bool leaving, bool stopping)
    {
        var teardown = stopping && options.Value.TeardownOnStop;
        lock (ledger.Gate)
        {
            if (leaving && ledger.Offers.All.Count > 0)
            {
                stream.Offers.Send(Calls.Decline(ledger.Offers.All.Select(offer => offer.Id), 0));
                metrics.OffersDeclined(ledger.Offers.All.Count, "leaving");
                LogLeaves(ledger.Offers.All.Count);
            }
            if (teardown)
            {
                stream.Control.Send(Calls.Teardown());
            }
            ledger.Offers.Clear();
            ledger.Stream = null;
        }
        ledger.Changed.Set();
        await stream.CompleteCallsAsync(FarewellLimit, time);
        if (teardown)
        {
            await restore.ForgetFrameworkAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Information, "Gives {Offers} offers back (leaving), refused for 0 s")]
    private partial void LogLeaves(int offers);
}
