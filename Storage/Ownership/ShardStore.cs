using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;

namespace Faas.Storage;

/// <summary>Who owns which shard.</summary>
public sealed class ShardStore(RedisStore redis)
{
    /// <summary>The shards that hold functions.</summary>
    public async Task<IReadOnlyList<Shard>> ListAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var shards = await redis.RunAsync(db => db.SetMembersAsync(Keys.Shards));
        return [.. shards.Select(shard => Shard.FromValue((int)shard))];
    }

    /// <summary>Takes the lease of a shard that nobody holds.</summary>
    /// <returns>The lease, or <see langword="null"/> while another holds it.</returns>
    public async Task<ShardLease?> TakeAsync(Shard shard, string session, TimeSpan lifetime, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var owner = await redis.RunAsync(Script.TakeLease, [Keys.Lease(shard), Keys.Epoch(shard)], [session, (long)lifetime.TotalMilliseconds]);
        return owner.IsNull ? null : new(shard, (string)owner!);
    }

    /// <summary>Renews leases, all at once.</summary>
    /// <returns>Those that are lost.</returns>
    public async Task<IReadOnlyList<ShardLease>> RenewAsync(IReadOnlyCollection<ShardLease> leases, TimeSpan lifetime, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var renewed = await Task.WhenAll(leases.Select(lease =>
            redis.RunAsync(Script.RenewLease, [Keys.Lease(lease.Shard)], [lease.Owner, (long)lifetime.TotalMilliseconds])));
        return [.. leases.Zip(renewed).Where(pair => (int)pair.Second != 1).Select(pair => pair.First)];
    }

    /// <summary>Gives a lease up, if it still holds.</summary>
    public Task DropAsync(ShardLease lease, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(Script.DropLease, [Keys.Lease(lease.Shard)], [lease.Owner]);
    }

    /// <summary>Tells when a function was saved: its shard may be new. A hint; it may be lost.</summary>
    public Task OnChangeAsync(Action changed) => redis.SubscribeAsync(Keys.ShardsChanged, _ => changed());

    /// <summary>Tells when the connection is back: hints may have been missed.</summary>
    public Task OnReconnectAsync(Action reconnected) => redis.OnReconnectAsync(reconnected);

    /// <summary>Tells of work in a shard: how many wait, and of which function. A hint; it may be lost.</summary>
    public Task OnWakeAsync(Shard shard, Action<FunctionId, int> wake) => redis.SubscribeAsync(Keys.Wake(shard), message =>
    {
        var space = Array.IndexOf(message, (byte)' ');
        wake(FunctionId.Parse(System.Text.Encoding.UTF8.GetString(message.AsSpan(space + 1))), int.Parse(message.AsSpan(0, space), null));
    });

    /// <summary>Listens no longer.</summary>
    public Task StopWakesAsync(Shard shard) => redis.UnsubscribeAsync(Keys.Wake(shard));
}

/// <summary>The lease of a shard.</summary>
/// <param name="Owner">Session and epoch, as every claim shows them.</param>
public sealed record ShardLease(Shard Shard, string Owner);
