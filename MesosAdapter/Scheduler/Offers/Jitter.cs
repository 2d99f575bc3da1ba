namespace Faas.Mesos.Scheduler;

/// <summary>Spreads what would otherwise happen to many offers at once.</summary>
internal static class Jitter
{
    /// <returns><paramref name="around"/>, more or less a random part of at most <paramref name="share"/>.</returns>
    public static TimeSpan Around(TimeSpan around, double share) => around * (1 + (((Random.Shared.NextDouble() * 2) - 1) * share));
}
