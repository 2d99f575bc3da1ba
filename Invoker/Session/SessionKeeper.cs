using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker;

/// <summary>Keeps this invoker's session alive and tells its status with it; reports the kinds there are when it leads.</summary>
internal sealed partial class SessionKeeper(
    SessionStore sessions, SystemStore system, StatusSource status, IOptions<InvokerOptions> options, TimeProvider time, ILogger<SessionKeeper> logger) : BackgroundService
{
    private PeriodicTimer? _timer;
    private IReadOnlyList<KindStatus> _reported = [];

    /// <summary>Whether this invoker finishes what it has and takes no more.</summary>
    public bool Draining { get; set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = new(options.Value.SessionLifetime / 5, time);
        return base.StartAsync(cancellationToken);
    }

    public async Task RenewAsync(CancellationToken ct)
    {
        var now = status.Describe(Draining);
        await sessions.RenewAsync(now, options.Value.SessionLifetime, ct);
        if (now.Capacity?.Kinds is { Count: > 0 } kinds && !kinds.SequenceEqual(_reported))
        {
            await system.ReportKindsAsync(kinds, ct);
            _reported = kinds;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = _timer!;
        do
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogRenewFailed(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // An invoker whose session ends is over for all others, whatever it goes on to do.
                LogRenewBroken(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The session cannot be renewed: {Reason}")]
    private partial void LogRenewFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Renewing the session failed; will try again")]
    private partial void LogRenewBroken(Exception exception);
}
