using System.Diagnostics.Metrics;
using Faas.Gateway.Telemetry;
using Faas.Storage;

namespace Faas.Gateway.Ledger;

/// <summary>The ledger as metrics: <c>faas.ledger</c> by state, and <c>faas.ledger.missing</c>, which is 0. Every gateway tells the same of the whole store.</summary>
internal sealed partial class LedgerMetrics(IMeterFactory meters, LedgerStore ledgers, TimeProvider time, ILogger<LedgerMetrics> logger) : IHostedService
{
    /// <summary>Age at which a sample is taken anew, when somebody asks: nobody who does not scrape pays for it.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private ShardLedger _sample;
    private long _missing;
    private long _taken;
    private Task _taking = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(GatewayMetrics.Meter);
        meter.CreateObservableGauge("faas.ledger", Tell, description: "Invocations in all: accepted, and where they are or how they ended. At most some seconds old.");
        meter.CreateObservableGauge("faas.ledger.missing", () => Interlocked.Read(ref _missing), description: "Accepted invocations that are nowhere, over all shards. Never anything but 0.");
        return TakeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Tell()
    {
        if (_taking.IsCompleted && time.GetElapsedTime(Interlocked.Read(ref _taken)) > Fresh) _taking = TakeAsync();
        var now = _sample;
        foreach (var (state, count) in new[]
        {
            ("accepted", now.Accepted), ("waiting", now.Waiting), ("delayed", now.Delayed), ("running", now.Running),
            ("done", now.Done), ("failed", now.Failed), ("dead", now.Dead), ("cancelled", now.Cancelled),
        }) yield return new(count, new KeyValuePair<string, object?>("state", state));
    }

    private async Task TakeAsync()
    {
        try
        {
            var all = await ledgers.ReadAsync(CancellationToken.None);
            _sample = all.Values.Aggregate(default(ShardLedger), (sum, ledger) => sum + ledger);
            Interlocked.Exchange(ref _missing, all.Values.Sum(ledger => Math.Abs(ledger.Missing)));
        }
        catch (StoreUnavailableException e)
        {
            LogNotTaken(e.Message);
        }
        finally
        {
            Interlocked.Exchange(ref _taken, time.GetTimestamp());
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ledger cannot be read: {Reason}")]
    private partial void LogNotTaken(string reason);
}
