using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Asks the master now and then how large the cluster is: what is held in advance must stay a small part of it.</summary>
internal sealed partial class ClusterGauge(CapacityLedger ledger, MasterCalls calls, TimeProvider time, ILogger<ClusterGauge> logger) : BackgroundService
{
    private const string Memory = "master/mem_total";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new PeriodicTimer(Period, time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await AskAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is HttpRequestException or JsonException or OperationCanceledException)
            {
                LogCannotAsk(e.Message);
            }
        }
    }

    private async Task AskAsync(CancellationToken ct)
    {
        Uri? master;
        lock (ledger.Gate)
        {
            master = ledger.Stream?.Master;
        }
        if (master is null)
        {
            return;
        }
        var memoryMiB = await calls.MetricAsync(master, Memory, ct);
        lock (ledger.Gate)
        {
            ledger.ClusterMemoryMiB = (decimal?)memoryMiB ?? ledger.ClusterMemoryMiB;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The master does not tell how large the cluster is: {Reason}")]
    private partial void LogCannotAsk(string reason);
}
