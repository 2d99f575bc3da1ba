namespace Faas.Contracts;

/// <summary>What the framework's leader must remember beyond its own life. <c>cluster</c> names one Mesos cluster.</summary>
public interface ISchedulerMemory
{
    /// <summary>Takes or renews the lease to lead. The epoch grows at every change of leader and never repeats.</summary>
    /// <param name="cluster">The Mesos cluster.</param>
    /// <param name="session">Who asks.</param>
    /// <param name="address">Where the others find it while it leads; <see langword="null"/> when it serves nobody else.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="ct">Gives up asking.</param>
    /// <returns>The epoch, or <see langword="null"/> while another leads.</returns>
    Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct);

    /// <summary>Who leads now, and where it is found; <see langword="null"/> when nobody does.</summary>
    Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct);

    /// <summary>Gives the lease up, if it is still this session's.</summary>
    Task ResignAsync(string cluster, string session, CancellationToken ct);

    /// <summary>The framework's id, or <see langword="null"/> before its first subscription.</summary>
    Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct);

    /// <summary>Remembers the framework's id; <see langword="null"/> forgets it (the master has removed the framework).</summary>
    Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct);

    /// <summary>The cluster's token, made at the first call: 256 random bits in hex.</summary>
    Task<string> GetTokenAsync(string cluster, CancellationToken ct);

    /// <summary>The exact bytes of the <c>ExecutorInfo</c> used on an agent, or <see langword="null"/>: Mesos wants them unchanged.</summary>
    Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct);

    /// <summary>Remembers them.</summary>
    Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct);

    /// <summary>The ids of all executors that are remembered.</summary>
    Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct);

    /// <summary>Forgets these: they are no more.</summary>
    Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct);

    /// <summary>Remembers a slot; before its task is launched.</summary>
    Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct);

    /// <summary>Forgets a slot: its task has ended.</summary>
    Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct);

    /// <summary>Every slot remembered.</summary>
    Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct);
}

/// <summary>The invoker that leads the framework of a cluster.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Address">Where it gives slots away; <see langword="null"/> when it does not.</param>
/// <param name="Epoch">Of its lease: later than that of every leader before.</param>
public sealed record FrameworkLeader(string Session, Uri? Address, long Epoch);
