using Faas.Mesos.Executor.Slots;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Agent;

/// <summary>
/// Ends an executor that nobody has given a slot for long: one of an old version whose SHUTDOWN was lost (Mesos sends it once), or
/// of a framework that is silent. Its own share of the agent goes back to the cluster.
/// </summary>
internal sealed partial class EmptyEnd(
    SlotBook slots, IOptions<ExecutorOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EmptyEnd> logger) : BackgroundService
{
    private const int LooksPerLifetime = 10;

    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(options.Value.EmptyLifetime / LooksPerLifetime, time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        for (var empty = 0; await timer.WaitForNextTickAsync(stoppingToken);)
        {
            empty = slots.IsEmpty ? empty + 1 : 0;
            if (empty <= LooksPerLifetime) continue;
            LogEmpty(options.Value.EmptyLifetime);
            lifetime.StopApplication();
            return;
        }
    }

    [LoggerMessage(LogLevel.Information, "No slot for {Lifetime}; ending")]
    private partial void LogEmpty(TimeSpan lifetime);
}
