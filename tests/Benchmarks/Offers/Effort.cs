namespace Faas.Benchmarks.Offers;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Of the remainder's waits; the median is told.</param>
/// <param name="WarmUp">Before anything is counted.</param>
/// <param name="Starts">How long container starts are measured.</param>
/// <param name="Settle">The warm-up beside a neighbour: until what was offered at first, whole agents, has been given back.</param>
/// <param name="Beside">How long the neighbour is measured, alone and beside us.</param>
internal sealed record Effort(int Rounds, TimeSpan WarmUp, TimeSpan Starts, TimeSpan Settle, TimeSpan Beside)
{
    /// <summary>Whether it works, not how well.</summary>
    public static Effort Quick { get; } = new(1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

    public static Effort Full { get; } = new(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
}
