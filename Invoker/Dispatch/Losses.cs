using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Dispatch;

/// <summary>What becomes of an invocation that the platform lost after it may have been started.</summary>
internal sealed class Losses(Completion completion, IOptions<InvokerOptions> options)
{
    /// <summary>An asynchronous one is tried again, a bounded number of times; a synchronous one is never started twice.</summary>
    public Task SettleAsync(Claim claim, string how, CancellationToken ct) => Decide(claim.Item.Sync, claim.Item.Attempt, options.Value.MaxAttempts) switch
    {
        null => completion.ReleaseAsync(claim, started: true, ct),
        Outcome.OutcomeUnknown => completion.FinishAsync(claim, Attempt.Unrun(claim, Outcome.OutcomeUnknown, $"It was started and then lost sight of: {how}"), null, ct),
        var outcome => completion.FinishAsync(claim, Attempt.Unrun(claim, outcome.Value, $"The platform lost it {claim.Item.Attempt} times; the last time: {how}"), null, ct),
    };

    /// <returns>How it ends, or <see langword="null"/> to try again.</returns>
    internal static Outcome? Decide(bool sync, int attempt, int maxAttempts) => (sync, attempt >= maxAttempts) switch
    {
        (true, _) => Outcome.OutcomeUnknown,
        (false, true) => Outcome.PlatformLost,
        (false, false) => null,
    };
}
