using Faas.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Ends the framework with all its tasks and executors, on an operator's word: its id is never used again.</summary>
public sealed partial class FrameworkTeardown
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private readonly LeaderLease _lease;
    private readonly FrameworkRestore _restore;
    private readonly MasterSubscriber _subscriber;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal FrameworkTeardown(
        ISchedulerMemory memory, FrameworkRestore restore, MasterSubscriber subscriber, IOptions<FrameworkOptions> options, TimeProvider time, ILoggerFactory logs)
    {
        // Nobody takes slots here, so nobody need find us.
        _lease = new LeaderLease(memory, LeaderSelf.Alone(), options, time, logs.CreateLogger<LeaderLease>());
        (_restore, _subscriber, _time, _logger) = (restore, subscriber, time, logs.CreateLogger<FrameworkTeardown>());
    }

    /// <summary>Waits until no invoker leads, then ends the framework.</summary>
    /// <returns>Its id, or <see langword="null"/> when there was none.</returns>
    public async Task<string?> RunAsync(CancellationToken ct)
    {
        LogWaits();
        await using var leadership = await _lease.AcquireAsync(ct);
        if (await _restore.RestoreAsync(leadership, ct) is not { } frameworkId)
        {
            return null;
        }
        await using var stream = await _subscriber.SubscribeAsync(ct);
        stream.Control.Send(Calls.Teardown());
        await stream.CompleteCallsAsync(CallLimit, _time);
        await _restore.ForgetFrameworkAsync(ct);
        LogTornDown(frameworkId);
        return frameworkId;
    }

    [LoggerMessage(LogLevel.Information, "Waits until no invoker leads the framework; stop them first")]
    private partial void LogWaits();

    [LoggerMessage(LogLevel.Warning, "Framework {FrameworkId} is torn down: all its tasks and executors end")]
    private partial void LogTornDown(string frameworkId);
}
