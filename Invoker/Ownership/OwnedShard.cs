using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Ownership;

/// <summary>A shard under our lease. Claims stop by our own clock before the lease can end by the store's.</summary>
internal sealed class OwnedShard(ShardLease lease, TimeSpan lifetime, TimeProvider time)
{
    private long _renewed = time.GetTimestamp();
    private volatile bool _given;

    public Shard Shard => lease.Shard;

    /// <summary>The lease to claim under, or <see langword="null"/> once it may be over.</summary>
    public ShardLease? Lease => !_given && time.GetElapsedTime(Interlocked.Read(ref _renewed)) < lifetime * 2 / 3 ? lease : null;

    /// <summary>When the last renewal was sent.</summary>
    public long LastRenewed => Interlocked.Read(ref _renewed);

    /// <summary>The lease as it stands in the store, to renew or drop.</summary>
    public ShardLease Stored => lease;

    /// <param name="asked">When the renewal was sent: the store's clock started no later.</param>
    public void Renewed(long asked) => Interlocked.Exchange(ref _renewed, asked);

    /// <summary>From now on nothing is claimed under it.</summary>
    public void GiveUp() => _given = true;
}
