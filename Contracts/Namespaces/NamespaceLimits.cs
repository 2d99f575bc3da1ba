namespace Faas.Contracts;

/// <summary>What all functions of a namespace together may use; an operator says it.</summary>
public sealed record NamespaceLimits
{
    /// <summary>No limits beside those of each function.</summary>
    public static NamespaceLimits None { get; } = new();

    /// <summary>How many invocations are accepted in a second, after a burst of as many; more are refused with 429.</summary>
    /// <value>Default <see langword="null"/>: any number; 1 to 1,000,000.</value>
    public int? RatePerSecond { get; init; }

    /// <summary>How many invocations may wait; more are refused with 429. Counted once a second.</summary>
    /// <value>Default <see langword="null"/>: as many as its functions may; 1 to 1,000,000,000.</value>
    public int? QueueLength { get; init; }

    /// <summary>How many invocations run at a time in all functions and at all invokers together; the others wait.</summary>
    /// <value>Default <see langword="null"/>: as many as there is room for; 1 to 100,000.</value>
    public int? Running { get; init; }

    /// <summary>What is wrong with these limits: one line per mistake, none when all is well.</summary>
    public IEnumerable<(string Field, string Problem)> Mistakes()
    {
        if (RatePerSecond is < 1 or > 1_000_000) yield return ("ratePerSecond", $"The rate is 1 to 1000000 a second, not {RatePerSecond}.");
        if (QueueLength is < 1 or > 1_000_000_000) yield return ("queueLength", $"The queue length is 1 to 1000000000, not {QueueLength}.");
        if (Running is < 1 or > 100_000) yield return ("running", $"The number that run at a time is 1 to 100000, not {Running}.");
    }
}
