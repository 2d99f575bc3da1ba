using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Ownership;

/// <summary>A shard under our lease. Claims stop by our own clock before the lease can end by the store's.</summary>
internal sealed class OwnedShard(ShardLease lease, TimeSpan lifetime, TimeProvider time)
{
    private long _renewed = time.GetTimestamp();
    private volatile bool _lost;
    private long _due;

    public Shard Shard => lease.Shard;

    /// <summary>The lease to claim under, or <see langword="null"/> once it may be over.</summary>
    public ShardLease? Lease => !_lost && time.GetElapsedTime(Interlocked.Read(ref _renewed)) < lifetime * 2 / 3 ? lease : null;

    /// <summary>When the last renewal was sent.</summary>
    public long LastRenewed => Interlocked.Read(ref _renewed);

    /// <summary>The lease as it stands in the store, to renew or drop.</summary>
    public ShardLease Stored => lease;

    /// <summary>How long until delayed invocations are to be looked for; a shard just gained is looked at once.</summary>
    public TimeSpan DueIn => time.GetElapsedTime(time.GetTimestamp(), Interlocked.Read(ref _due));

    /// <summary>Delayed invocations are being looked for; the next look is this far off, unless another is asked for.</summary>
    public void LookingForDue(TimeSpan next) => Interlocked.Exchange(ref _due, In(next));

    /// <summary>Looks for delayed invocations no later than this.</summary>
    public void LookForDueIn(TimeSpan wait)
    {
        var (at, known) = (In(wait), Interlocked.Read(ref _due));
        while (at < known && Interlocked.CompareExchange(ref _due, at, known) is var seen && seen != known) known = seen;
    }

    /// <param name="asked">When the renewal was sent: the store's clock started no later.</param>
    public void Renewed(long asked) => Interlocked.Exchange(ref _renewed, asked);

    /// <summary>Whether the store said that the lease is not ours any more, or we gave it up.</summary>
    public bool IsLost => _lost;

    /// <summary>From now on nothing is claimed under it.</summary>
    public void Lose() => _lost = true;

    private long In(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
}
