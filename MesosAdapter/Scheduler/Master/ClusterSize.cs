namespace Faas.Mesos.Scheduler;

/// <summary>What a master tells of its cluster.</summary>
/// <param name="MemoryMiB">All memory of its agents.</param>
/// <param name="Frameworks">How many frameworks are subscribed, this one included.</param>
internal sealed record ClusterSize(decimal MemoryMiB, int Frameworks)
{
    /// <summary>Whether others want what we hold.</summary>
    public bool HasNeighbours => Frameworks > 1;
}
