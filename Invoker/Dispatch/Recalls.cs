using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Settles the claims of invokers that are over, on the word of the executors they used: an answer that one of them has or will have ends the
/// invocation, and what none of them has started is tried again. Only where nobody can say is it lost. See docs/decisions/0035.
/// </summary>
internal sealed partial class Recalls(
    SessionStore sessions, ExecutorClient executors, FunctionStore functions, Completion completion, Losses losses, Suspicion suspicion, ILogger<Recalls> logger)
{
    private readonly ConcurrentDictionary<(InvocationId, long), bool> _underWay = new();

    /// <summary>Begins to settle a claim, unless that goes on already: what still runs may do so for as long as its function may.</summary>
    public void Begin(Claim claim)
    {
        if (_underWay.TryAdd((claim.Item.Id, claim.ClaimedMicros), true)) _ = SettleAsync(claim);
    }

    private async Task SettleAsync(Claim claim)
    {
        LogOrphan(claim.Item.Id, claim.Item.Attempt, claim.Session);
        try
        {
            var function = await functions.FindAsync(claim.Function, CancellationToken.None);
            var (answer, neverStarted) = function is null ? (null, false) : await AskAsync(claim, function.Limits);
            if (answer is { } found)
            {
                LogRecalled(claim.Item.Id, claim.Item.Attempt);
                await completion.FinishAsync(claim, Attempt.Recalled(claim, function!, found), null, CancellationToken.None);
                return;
            }
            await losses.SettleAsync(claim, "its invoker ended.", CancellationToken.None, mayHaveStarted: !neverStarted);
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

    /// <returns>The answer, if one of the executors has it; whether none of them has started it, nor will.</returns>
    private async Task<(RunAnswer? Answer, bool NeverStarted)> AskAsync(Claim claim, FunctionLimits limits)
    {
        if (await sessions.ExecutorsOfAsync(claim.Session, CancellationToken.None) is not { } used) return (null, false);
        var neverStarted = true;
        await foreach (var asked in Task.WhenEach(used.Select(executor => AskAsync(executor, claim, limits))))
        {
            var (answer, never) = await asked;
            if (answer is not null) return (answer, false);
            neverStarted &= never;
        }
        return (null, neverStarted);
    }

    private async Task<(RunAnswer? Answer, bool NeverStarted)> AskAsync(Uri executor, Claim claim, FunctionLimits limits)
    {
        try
        {
            return (await executors.RecallAsync(executor, new(claim.Item.Id, claim.Item.Attempt), limits.Timeout), false);
        }
        catch (ExecutorCallException e)
        {
            if (e.Fault != ExecutorFault.NeverStarted) LogNoWord(executor, claim.Item.Id, claim.Item.Attempt, e.Message);
            return (null, e.Fault == ExecutorFault.NeverStarted);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of invocation {InvocationId} was claimed by session {Session}, which is over")]
    private partial void LogOrphan(InvocationId invocationId, int attempt, string session);

    [LoggerMessage(LogLevel.Information, "An executor had the answer to attempt {Attempt} of invocation {InvocationId}, whose invoker is over")]
    private partial void LogRecalled(InvocationId invocationId, int attempt);

    [LoggerMessage(LogLevel.Information, "Executor {Executor} cannot say whether attempt {Attempt} of invocation {InvocationId} was started there: {Reason}")]
    private partial void LogNoWord(Uri executor, InvocationId invocationId, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Invocation {InvocationId}, whose invoker is over, could not be settled; it is looked at again")]
    private partial void LogNotSettled(InvocationId invocationId, Exception exception);
}
