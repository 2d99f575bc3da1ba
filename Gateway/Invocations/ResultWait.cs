using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Invocations;

/// <summary>Waits for the end of one invocation. Invokers end what they cannot start in time; where no invoker lives nobody does, so this looks for itself.</summary>
internal sealed class ResultWait(InvocationStore invocations, InvocationEnding ending, SessionStore sessions, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>What an invoker, which looks once a second and knows why, gets to end an invocation that was not started in time, before this looks.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Waits so long and no longer.</summary>
    public async ValueTask<InvokeOutcome> ForAsync(TimeSpan patience, ResultInbox.Waiter waiter, CancellationToken ct)
    {
        if (await EndsWithinAsync(waiter, patience < options.Value.LongestWait ? patience : options.Value.LongestWait, ct)) return new InvokeOutcome.Finished(await waiter.Finished);
        return ct.IsCancellationRequested ? new InvokeOutcome.CallerGone() : new InvokeOutcome.Accepted();
    }

    /// <summary>Waits for the end, or until it is certain that none will come.</summary>
    public async ValueTask<InvokeOutcome> ToTheEndAsync(FunctionId function, InvocationId id, string traceParent, ResultInbox.Waiter waiter, CancellationToken ct)
    {
        var since = time.GetTimestamp();
        var patience = options.Value.StartWithin + Grace;
        while (!await EndsWithinAsync(waiter, patience, ct))
        {
            if (ct.IsCancellationRequested) return new InvokeOutcome.CallerGone();
            if (time.GetElapsedTime(since) >= options.Value.LongestWait) return OutcomeUnknown("It did not end in the longest time there is.");
            if (await LookAsync(function, id, traceParent) is { } outcome) return outcome;
            patience = LookAgain;
        }
        return new InvokeOutcome.Finished(await waiter.Finished);
    }

    /// <summary>What the store knows, or <see langword="null"/> when an invoker is at it. One that nobody has started is ended, so that nobody will.</summary>
    private async Task<InvokeOutcome?> LookAsync(FunctionId function, InvocationId id, string traceParent)
    {
        // In this order: what ends in between is found finished.
        var claimed = await invocations.IsClaimedAsync(id, CancellationToken.None);
        if (await invocations.FindFinishedAsync(id, CancellationToken.None) is { } finished) return new InvokeOutcome.Finished(finished);
        if (claimed) return (await sessions.ListAsync(CancellationToken.None)).Count > 0 ? null : OutcomeUnknown("It was started, and no invoker lives any more.");
        var reason = $"It was not started within {options.Value.StartWithin.TotalSeconds:0.###} s, and will not be.";
        return await ending.GiveUpAsync(function, id, traceParent, reason, CancellationToken.None) ? new InvokeOutcome.GivenUp(Outcome.NoCapacity, reason) : null;
    }

    private static InvokeOutcome.GivenUp OutcomeUnknown(string reason) => new(Outcome.OutcomeUnknown, reason);

    private async ValueTask<bool> EndsWithinAsync(ResultInbox.Waiter waiter, TimeSpan patience, CancellationToken ct)
    {
        // Giving up and going away are no exceptions here: both are everyday.
        await ((Task)waiter.Finished).WaitAsync(patience, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiter.Finished.IsCompletedSuccessfully;
    }
}
