namespace Faas.Storage;

/// <summary>What becomes of an invocation after an attempt.</summary>
public abstract record Fate
{
    private Fate() { }

    /// <summary>It ends as its record says.</summary>
    public static Fate End { get; } = new Ends();

    /// <summary>It ends, and is kept as a dead letter.</summary>
    public static Fate Bury { get; } = new Dies();

    /// <summary>It is tried again after a while.</summary>
    public static Fate RetryIn(TimeSpan delay) => new Retries(delay);

    internal sealed record Ends : Fate;

    internal sealed record Dies : Fate;

    internal sealed record Retries(TimeSpan Delay) : Fate;
}
