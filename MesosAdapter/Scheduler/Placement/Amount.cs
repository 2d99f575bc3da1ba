namespace Faas.Mesos.Scheduler;

/// <summary>So much of an agent. Decimals, because Mesos keeps exactly three places.</summary>
internal readonly record struct Amount(decimal Cpus, decimal MemoryMiB)
{
    public static Amount operator +(Amount left, Amount right) => new(left.Cpus + right.Cpus, left.MemoryMiB + right.MemoryMiB);

    public static Amount operator -(Amount left, Amount right) => new(left.Cpus - right.Cpus, left.MemoryMiB - right.MemoryMiB);

    public bool Covers(Amount other) => Cpus >= other.Cpus && MemoryMiB >= other.MemoryMiB;

    public static Amount Sum(IEnumerable<Amount> amounts) => amounts.Aggregate(default(Amount), (sum, amount) => sum + amount);
}
