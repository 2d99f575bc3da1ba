namespace Faas.Invoker.Pool;

/// <summary>What is known about a function's demand.</summary>
/// <param name="Waiting">Invocations in its queue.</param>
/// <param name="RunTime">How long a run takes: the mean seen, or how long the longest goes on already if that is more.</param>
/// <param name="StartTime">How long a container takes to be ready.</param>
/// <param name="QueueStood">Whether the queue has not been empty for as long as a start takes.</param>
/// <param name="Ahead">How many runs may be sent to a container ahead of their turn.</param>
/// <param name="Load">How many runs went on at a time of late, on average: the work there was for containers.</param>
internal readonly record struct Demand(long Waiting, TimeSpan RunTime, TimeSpan StartTime, bool QueueStood, int Ahead = 0, double Load = 0);

/// <summary>
/// Whether to start containers. A container is started only where waiting for one that is about to be free would take longer than the start:
/// sixteen callers of a 1 ms function need the cores' worth of containers, sixteen callers of a 10 s function need sixteen.
/// </summary>
internal static class GrowthPolicy
{
    /// <summary>The share of its time that a container is at its runs when it can hardly take more.</summary>
    private const double Saturated = 0.8;

    /// <summary>As many one container takes in a few moments, however long they have stood: they do not ask for a second.</summary>
    private const int Few = 3;

    /// <summary>What a start costs the machine at least, however quickly it was answered: no sandbox with a runtime in it is up sooner.</summary>
    private static readonly TimeSpan LeastStart = TimeSpan.FromMilliseconds(1);

    /// <returns>How many containers should run at a time: more only take the cores from each other.</returns>
    public static int Wanted(PoolSnapshot pool, Demand demand, PoolOptions options)
    {
        // Lanes that would bring the last waiter to its run within the time of a start.
        var outstanding = pool.Runs + demand.Waiting;
        var start = demand.StartTime > LeastStart ? demand.StartTime : LeastStart;
        var lanes = Math.Min(outstanding, (long)Math.Ceiling(outstanding * (demand.RunTime / start)));
        var containers = (int)Math.Min((lanes + pool.Concurrency - 1) / pool.Concurrency, options.MaxContainersPerFunction);
        return Math.Max(containers, demand.QueueStood ? Standing(pool, demand, options) : 1);
    }

    /// <summary>
    /// A container that is told its runs one by one pauses between them, so a queue that stands asks for more of them. One that has some ahead pauses only
    /// where the rest of the system has nothing for it: then a second would take from it what makes it fast.
    /// </summary>
    private static int Standing(PoolSnapshot pool, Demand demand, PoolOptions options) =>
        demand.Ahead == 0 ? options.StandingQueueContainers : (int)Math.Min(options.StandingQueueContainers, 1 + demand.Load / (Saturated * pool.Concurrency));

    /// <returns>How many containers to start now.</returns>
    public static int Grow(PoolSnapshot pool, Demand demand, PoolOptions options)
    {
        if (demand.Waiting == 0) return 0;
        var have = pool.Live + pool.Starting;
        if (have == 0) return 1;
        if (demand.Waiting <= pool.Free) return 0;
        // At most doubled in the time of a start: sixteen starts at once on two cores make each other, and the runs, sixteen times slower.
        var wanted = Wanted(pool, demand with { QueueStood = demand.QueueStood && demand.Waiting > Few }, options);
        return Math.Max(0, Math.Min(wanted - have, Math.Max(2, pool.Live) - pool.Starting));
    }

    /// <summary>
    /// How many runs may be sent to a container ahead of their turn. Only where all runs of late were short: what is sent ahead cannot be taken back,
    /// so it waits behind whatever is before it. Longer runs gain nothing from it.
    /// </summary>
    /// <param name="meanMicros">The mean run, in microseconds.</param>
    /// <param name="longestMicros">The longest of late.</param>
    public static int Ahead(double meanMicros, double longestMicros, PoolOptions options)
    {
        var most = options.AheadPatience.TotalMicroseconds;
        return meanMicros == 0 || longestMicros > most ? 0 : (int)Math.Min(options.MaxAhead, most / 2 / meanMicros);
    }
}
