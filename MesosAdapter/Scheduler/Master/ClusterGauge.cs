using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>Asks the master now and then how large the cluster is: what is held in advance must stay a small part of it.</summary>
internal sealed partial class ClusterGauge(CapacityLedger ledger, MasterCalls calls, TimeProvider time, ILogger<ClusterGauge> logger) : BackgroundService
{
    private const string Memory = "master/mem_total", Frameworks = "master/frameworks_active";
    // Two questions a minute cost a master nothing; until the first answer it is asked more often.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private const int TurnsBetween = 30;

    private PeriodicTimer? _timer;
    private Uri? _told;
    private int _turns;

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
        if (master is null || (master == _told && ++_turns < TurnsBetween))
        {
            return;
        }
        (_told, _turns) = (master, 0);
        var metrics = await calls.MetricsAsync(master, [Memory, Frameworks], ct);
        lock (ledger.Gate)
        {
            // A master that does not tell who else is there is taken to have others.
            ledger.Cluster = metrics[Memory] is { } memory ? new ClusterSize((decimal)memory, (int?)metrics[Frameworks] ?? int.MaxValue) : ledger.Cluster;
        }
        ledger.Changed.Set();
    }

    [LoggerMessage(LogLevel.Debug, "The master does not tell how large the cluster is: {Reason}")]
    private partial void LogCannotAsk(string reason);
}
