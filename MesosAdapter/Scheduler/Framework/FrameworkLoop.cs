using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Leads the framework while it may: subscribes, follows the stream, subscribes again.</summary>
internal sealed partial class FrameworkLoop(
    LeaderLease lease, FrameworkSession session, FrameworkRestore restore, IOptions<MasterOptions> options, TimeProvider time,
    ILogger<FrameworkLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await using var leadership = await lease.AcquireAsync(stoppingToken);
            try
            {
                await LeadAsync(leadership, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!leadership.Lost.IsCancellationRequested)
                {
                    LogFailed(e);
                    await Task.Delay(options.Value.ReconnectDelay, time, stoppingToken);
                }
            }
            finally
            {
                restore.StopLeading();
            }
        }
    }

    private async Task LeadAsync(Leadership leadership, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, leadership.Lost);
        var ct = either.Token;
        await restore.RestoreAsync(leadership, ct);
        var fenced = 0;
        while (!ct.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            var complaint = await session.RunAsync(leadership.Lost, stopping);
            fenced = !FencePolicy.IsFenced(complaint) ? 0 : time.GetElapsedTime(begun) > FencePolicy.Peace ? 1 : fenced + 1;
            if (complaint is not null)
            {
                LogComplaint(complaint);
                // Another has subscribed with our id. It may be right: only the lease says who leads.
                await leadership.ConfirmAsync(ct);
            }
            var wait = FencePolicy.Wait(fenced);
            if (wait > TimeSpan.Zero)
            {
                LogFenced(fenced, wait);
            }
            // A little apart from everybody else who lost the same master.
            await Task.Delay(Jitter.Around(wait, 0.2) + (options.Value.ReconnectDelay * Random.Shared.NextDouble()), time, ct);
        }
    }

    [LoggerMessage(LogLevel.Error, "Somebody else subscribes with this framework's id, {Times} times in a row, although the lease is ours: is there a second store or cluster name? Waits {Wait}")]
    private partial void LogFenced(int times, TimeSpan wait);

    [LoggerMessage(LogLevel.Warning, "The master ended the subscription: {Complaint}")]
    private partial void LogComplaint(string complaint);

    [LoggerMessage(LogLevel.Error, "Leading the framework failed; will begin again")]
    private partial void LogFailed(Exception exception);
}
