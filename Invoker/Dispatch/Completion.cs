using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;
using Polly;
using Polly.Retry;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Says the last word on claims. What has been run is told to the store however long that is away: a word not told would be a result lost,
/// and every word is fenced by its claim, so telling it twice does no harm.
/// </summary>
internal sealed partial class Completion(WorkQueue queue, InFlight inFlight, Suspicion suspicion, InvokerMetrics metrics, TimeProvider time, ILogger<Completion> logger)
{
    private readonly ResiliencePipeline _untilTold = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<StoreUnavailableException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(1),
            UseJitter = true,
        })
        .Build();

    /// <summary>Ends an attempt. With a lease there is room for the next of the same function: it is claimed if it waits.</summary>
    /// <param name="asks">Whether it may wait already.</param>
    public async Task<ClaimOutcome> FinishAsync(Claim claim, AttemptEnd end, ShardLease? next, CancellationToken ct, bool asks = true)
    {
        FinishOutcome outcome;
        try
        {
            outcome = await queue.FinishAsync(claim, end.Record, end.Result, end.Fate, next, ct, asks);
        }
        catch (StoreUnavailableException e)
        {
            LogFinishDelayed(claim.Item.Id, e.Message);
            suspicion.Raise();
            // Whether the first word was heard is not known, so a later one claims nothing: what the first may have claimed is found by ClaimRecovery.
            outcome = await _untilTold.ExecuteAsync(
                async (state, token) => await state.queue.FinishAsync(state.claim, state.end.Record, state.end.Result, state.end.Fate, null, token), (queue, claim, end), ct);
        }
        inFlight.Remove(claim);
        metrics.Finished(end.Record, outcome.Won);
        if (!outcome.Won && end.Record.State != InvocationState.Cancelled) LogFenced(claim.Item.Id, claim.Item.Attempt);
        if (outcome.Next.Claim is { } claimed) inFlight.Add(claimed);
        return outcome.Next;
    }

    /// <summary>Puts a claim back.</summary>
    public async Task ReleaseAsync(Claim claim, Return @as, CancellationToken ct)
    {
        var next = @as != Return.NotStarted;
        await _untilTold.ExecuteAsync(async (state, token) => await state.queue.ReleaseAsync(state.claim, state.next, token), (queue, claim, next), ct);
        inFlight.Remove(claim);
        metrics.Released(started: @as == Return.Lost);
        if (@as == Return.Lost) LogLost(claim.Item.Id, claim.Item.Attempt);
        else LogNotStarted(claim.Item.Id, claim.Item.Attempt, next ? "its next" : "the same");
    }

    /// <summary>Puts back what was not started. Nobody waits for that: where it fails by a fault of ours, <see cref="ClaimRecovery"/> does it.</summary>
    public async Task PutBackAsync(Claim claim)
    {
        try
        {
            await ReleaseAsync(claim, Return.NotStarted, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogPutBackFailed(e, claim.Item.Id, claim.Item.Attempt);
            inFlight.Remove(claim);
            suspicion.Raise();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The end of invocation {InvocationId} waits for the store: {Reason}")]
    private partial void LogFinishDelayed(InvocationId invocationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of invocation {InvocationId} had been taken from us; its end was not recorded")]
    private partial void LogFenced(InvocationId invocationId, int attempt);

    [LoggerMessage(LogLevel.Information, "Attempt {Attempt} of invocation {InvocationId} may have been started; it goes back to its queue as its next attempt")]
    private partial void LogLost(InvocationId invocationId, int attempt);

    [LoggerMessage(LogLevel.Information, "Attempt {Attempt} of invocation {InvocationId} was not started; it goes back to its queue as {Which} attempt")]
    private partial void LogNotStarted(InvocationId invocationId, int attempt, string which);

    [LoggerMessage(LogLevel.Error, "Attempt {Attempt} of invocation {InvocationId} could not be put back; its claim will be recovered")]
    private partial void LogPutBackFailed(Exception exception, InvocationId invocationId, int attempt);
}
