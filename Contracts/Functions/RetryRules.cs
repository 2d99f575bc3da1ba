namespace Faas.Contracts;

/// <summary>
/// How a function's failed invocations are tried again: after a random time of at most base · 2ⁿ, and of at most the cap (full jitter).
/// One that is given up is a dead letter.
/// </summary>
public sealed record RetryRules
{
    /// <summary>Outcomes that another attempt may mend.</summary>
    public static readonly IReadOnlyList<Outcome> Retryable = [Outcome.FunctionError, Outcome.InitError, Outcome.TimedOut, Outcome.Crashed, Outcome.OutOfMemory];

    /// <summary>How often it is tried at most, the first time included. Losses by the platform do not count.</summary>
    /// <value>Default 3; 1 to 50.</value>
    public int Attempts { get; init; } = 3;

    /// <summary>Longest wait before the second attempt, in milliseconds; each further one may be twice as long.</summary>
    /// <value>Default 1,000; 1 to 3,600,000.</value>
    public int BaseMs { get; init; } = 1_000;

    /// <summary>Longest wait before any attempt, in milliseconds.</summary>
    /// <value>Default 60,000; from <see cref="BaseMs"/> to 86,400,000.</value>
    public int CapMs { get; init; } = 60_000;

    /// <summary>How long after its acceptance an invocation may still be tried again, in milliseconds.</summary>
    /// <value>Default 86,400,000, a day; 1,000 to 604,800,000.</value>
    public long MaxAgeMs { get; init; } = 86_400_000;

    /// <summary>After which outcomes.</summary>
    /// <value>Default all of <see cref="Retryable"/> but <see cref="Outcome.InitError"/>: code that does not load will not load in a minute.</value>
    public IReadOnlyList<Outcome> On { get; init; } = [Outcome.FunctionError, Outcome.TimedOut, Outcome.Crashed, Outcome.OutOfMemory];

    /// <summary>What is wrong with it: one line per mistake, none when all is well.</summary>
    public IEnumerable<(string Field, string Problem)> Mistakes()
    {
        if (Attempts is < 1 or > 50) yield return ("retry.attempts", $"Attempts are 1 to 50, not {Attempts}.");
        if (BaseMs is < 1 or > 3_600_000) yield return ("retry.baseMs", $"The base is 1 to 3600000 ms, not {BaseMs}.");
        if (CapMs < BaseMs || CapMs > 86_400_000) yield return ("retry.capMs", $"The cap is from the base to 86400000 ms, not {CapMs}.");
        if (MaxAgeMs is < 1_000 or > 604_800_000) yield return ("retry.maxAgeMs", $"The age is 1000 to 604800000 ms, not {MaxAgeMs}.");
        if (On.Count == 0 || On.Except(Retryable).Any())
            yield return ("retry.on", $"'retry.on' holds some of {string.Join(", ", Retryable.Select(KebabCase<Outcome>.Name))}.");
    }
}
