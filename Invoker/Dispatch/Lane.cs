using Faas.Contracts;
using Faas.Invoker.Arbitration;
using Faas.Invoker.Executors;
using Faas.Invoker.Pool;
using Faas.Invoker.Runs;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>Runs one claim after the other in one container: each end claims the next in the same script.</summary>
internal sealed partial class Lane(Attempt attempt, Completion completion, Losses losses, Arbiter arbiter, TimeProvider time, ILogger<Lane> logger)
{
    /// <summary>Goes on until there is nothing more to claim, or the container is not to be used again.</summary>
    /// <returns>Whether the last claim said that the shard's lease is lost, and whether the container is broken.</returns>
    public async Task<(bool LeaseLost, bool Broken)> RunAsync(FunctionDispatcher dispatcher, Container container, Claim claim, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            if (claim.Revision is not null && claim.Revision != container.Definition.Revision && !claim.Expired)
            {
                // The function changed while the container was leased: another one, of the new revision, takes it.
                await completion.ReleaseAsync(claim, Return.NotStarted, ct);
                dispatcher.Known.LeftUnasked();
                return (false, true);
            }
            var end = await EndAsync(dispatcher, container, claim, ct);
            if (end is null)
            {
                dispatcher.Known.LeftUnasked();
                return (false, true);
            }
            var fair = arbiter.MayContinue(claim.Function, since);
            var goesOn = fair && dispatcher.MayKeepShare(time.GetElapsedTime(since)) && end.ContainerUsable && container.State is (ContainerState.Busy or ContainerState.Initialising) && !dispatcher.HasTooManyBusy;
            var lease = goesOn ? dispatcher.Lease : null;
            // Where nobody waits there will be word of what has come meanwhile.
            var asks = lease is not null && (claim.Item.Sync || dispatcher.Known.MayWait);
            var ask = asks ? dispatcher.Known.Asks() : 0;
            var next = await completion.FinishAsync(claim, end, lease, ct, asks);
            if (!next.Unasked) dispatcher.Known.Heard(next.Waiting, ask);
            else if (asks || !goesOn) dispatcher.Known.LeftUnasked();
            if (next.Claim is null) return (next.LeaseLost, !fair || !end.ContainerUsable);
            claim = next.Claim;
        }
    }

    /// <returns>The end, or <see langword="null"/> when the container is lost and the claim has been settled.</returns>
    private async Task<AttemptEnd?> EndAsync(FunctionDispatcher dispatcher, Container container, Claim claim, CancellationToken ct)
    {
        if (claim.Revision is null) return Attempt.Unrun(claim, Outcome.FunctionDeleted, "The function was deleted while the invocation waited.") with { ContainerUsable = false };
        if (claim.Expired) return Attempt.TooLate(claim, dispatcher.LimitedBy, null);
        if (logger.IsEnabled(LogLevel.Debug)) LogRunning(claim.Item.Id, claim.Item.Attempt, claim.Item.TraceParent, container.Id);
        var run = dispatcher.Times.Begin();
        var micros = 0L;
        try
        {
            var end = await attempt.RunAsync(container, claim, () =>
            {
                dispatcher.Pool.Initialised(container);
                dispatcher.Times.Restart(run);
            });
            micros = end.Record.Timings.RunMicros;
            return end;
        }
        catch (ExecutorCallException e)
        {
            LogContainerLost(container.Id, claim.Item.Id, claim.Item.Attempt, e.Message);
            if (e.Failure == CallFailure.NotStarted && e.Fault != ExecutorFault.AlreadyStarted) await completion.ReleaseAsync(claim, Return.NotStarted, ct);
            else await losses.SettleAsync(claim, e.Message, ct);
            return null;
        }
        finally
        {
            dispatcher.Times.End(run, micros);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Attempt {Attempt} of invocation {InvocationId} runs in container {Container}, trace {TraceParent}")]
    private partial void LogRunning(InvocationId invocationId, int attempt, string traceParent, string container);

    [LoggerMessage(LogLevel.Warning, "Container {Container} was lost under attempt {Attempt} of invocation {InvocationId}: {Reason}")]
    private partial void LogContainerLost(string container, InvocationId invocationId, int attempt, string reason);
}
