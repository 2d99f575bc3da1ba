using Microsoft.Extensions.Logging;

namespace Faas.Mesos.Scheduler;

/// <summary>One subscription from the first attempt to its end.</summary>
internal sealed partial class FrameworkSession(
    MasterSubscriber subscriber, MasterEvents events, SessionLedger books, ILogger<FrameworkSession> logger)
{
    /// <returns>The master's complaint when it ended the stream with one.</returns>
    /// <param name="lost">Ends it because another leads.</param>
    /// <param name="stopping">Ends it because this process does.</param>
    public async Task<string?> RunAsync(CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        var ct = either.Token;
        await using var stream = await subscriber.SubscribeAsync(ct);
        await books.AttachAsync(stream, ct);
        LogSubscribed(stream.Master, stream.FrameworkId);
        string? complaint = null;
        try
        {
            complaint = await events.FollowAsync(stream, ct);
        }
        finally
        {
            await books.DetachAsync(stream, leaving: ct.IsCancellationRequested, stopping: stopping.IsCancellationRequested && !lost.IsCancellationRequested);
            LogEnded(ct.IsCancellationRequested ? LogLevel.Information : LogLevel.Warning, stream.Master, complaint ?? stream.Reason);
        }
        return complaint;
    }

    [LoggerMessage(LogLevel.Information, "Subscribed at {Master} as {FrameworkId}")]
    private partial void LogSubscribed(Uri master, string frameworkId);

    [LoggerMessage("The subscription at {Master} has ended: {Reason}")]
    private partial void LogEnded(LogLevel level, Uri master, string? reason);
}
