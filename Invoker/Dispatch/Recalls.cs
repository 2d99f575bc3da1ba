using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Settles the claims of invokers that are over, on the word of the executors they used: an answer that one of them has or will have ends the
/// invocation, and what none of them has started is tried again. Only where nobody can say is it lost. See docs/decisions/0035.
/// </summary>
internal sealed partial class Recalls(
    LastWords lastWords, EndsFromOutside ends, LeftRuns left, Completion completion, Losses losses, Suspicion suspicion, ILogger<Recalls> logger)
{
    private readonly ConcurrentDictionary<(InvocationId, long), bool> _underWay = new();

    /// <summary>Begins to settle a claim, unless that goes on already: what still runs may do so for as long as its function may.</summary>
    public void Begin(Claim claim)
    {
        if (_underWay.TryAdd((claim.Item.Id, claim.ClaimedMicros), true)) _ = SettleAsync(claim);
    }

    private async Task SettleAsync(Claim claim)
    {
        using var counted = left.Note(claim.Function);
        LogOrphan(claim.Item.Id, claim.Item.Attempt, claim.Session);
        try
        {
            await using var run = await ends.FollowAsync(claim);
            if (run is null) return;
            try
            {
                await SettleAsync(claim, await lastWords.AskAsync(claim, run.Token));
            }
            catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
            {
                LogTakenBack(claim.Item.Id);
            }
        }
        catch (Exception e)
        {
            LogNotSettled(claim.Item.Id, e);
            suspicion.Raise();
        }
        finally
        {
            _underWay.TryRemove((claim.Item.Id, claim.ClaimedMicros), out _);
        }
    }

    private async Task SettleAsync(Claim claim, LastWord word)
    {
        if (word is not LastWord.Answered answered)
        {
            await losses.SettleAsync(claim, "its invoker ended.", CancellationToken.None, mayHaveStarted: word is not LastWord.NeverStarted);
            return;
        }
        LogRecalled(claim.Item.Id, claim.Item.Attempt);
        await completion.FinishAsync(claim, Attempt.Recalled(claim, answered.Function, answered.Run), null, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of invocation {InvocationId} was claimed by session {Session}, which is over")]
    private partial void LogOrphan(InvocationId invocationId, int attempt, string session);

    [LoggerMessage(LogLevel.Information, "An executor had the answer to attempt {Attempt} of invocation {InvocationId}, whose invoker is over")]
    private partial void LogRecalled(InvocationId invocationId, int attempt);

    [LoggerMessage(LogLevel.Information, "Invocation {InvocationId}, whose invoker is over, was taken back")]
    private partial void LogTakenBack(InvocationId invocationId);

    [LoggerMessage(LogLevel.Warning, "Invocation {InvocationId}, whose invoker is over, could not be settled; it is looked at again")]
    private partial void LogNotSettled(InvocationId invocationId, Exception exception);
}
