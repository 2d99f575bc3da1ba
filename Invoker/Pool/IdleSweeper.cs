using Faas.Invoker.Dispatch;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Pool;

/// <summary>Takes down containers that have been unused for too long.</summary>
internal sealed partial class IdleSweeper(DispatcherTable dispatchers, IOptions<PoolOptions> options, TimeProvider time, ILogger<IdleSweeper> logger) : BackgroundService
{
    private PeriodicTimer? _timer;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(TimeSpan.FromSeconds(Math.Clamp(options.Value.IdleTimeout.TotalSeconds / 10, 0.5, 10)), time);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var dispatcher in dispatchers.All) await DispatcherTable.RetireAsync(dispatcher, IsIdle, "it was idle");
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(e);
            }
        }
    }

    private bool IsIdle(Container container) => container.IdleFor(time) >= options.Value.IdleTimeout;

    [LoggerMessage(LogLevel.Error, "Idle-container sweep failed; will retry at the next tick")]
    private partial void LogSweepFailed(Exception exception);
}
