using Faas.Contracts;
using Faas.Invoker.Runs;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Dispatch;

/// <summary>What becomes of an invocation that the platform lost.</summary>
internal sealed class Losses(Completion completion, FunctionStore functions, IOptions<InvokerOptions> options)
{
    /// <summary>One that may run twice is tried again, a bounded number of times; a synchronous one of a function that is not idempotent is never started twice.</summary>
    public async Task SettleAsync(Claim claim, string how, CancellationToken ct, bool mayHaveStarted = true)
    {
        var once = mayHaveStarted && claim.Item.Sync && await functions.FindAsync(claim.Function, ct) is not { Idempotent: true };
        var lost = claim.Item.Losses + 1;
        await (Decide(once, lost, options.Value.MaxLosses) switch
        {
            null => completion.ReleaseAsync(claim, mayHaveStarted ? Return.Lost : Return.Recalled, ct),
            Outcome.OutcomeUnknown => completion.FinishAsync(claim, Attempt.Unrun(claim, Outcome.OutcomeUnknown, $"It was started and then lost sight of: {how}"), null, ct),
            var outcome => completion.FinishAsync(claim, Attempt.Unrun(claim, outcome.Value, $"The platform lost it {lost} times; the last time: {how}"), null, ct),
        });
    }

    /// <param name="once">Whether it must not be started twice.</param>
    /// <param name="lost">How often it was lost, this time included.</param>
    /// <returns>How it ends, or <see langword="null"/> to try again.</returns>
    internal static Outcome? Decide(bool once, int lost, int most) => (once, lost >= most) switch
    {
        (true, _) => Outcome.OutcomeUnknown,
        (false, true) => Outcome.PlatformLost,
        (false, false) => null,
    };
}
