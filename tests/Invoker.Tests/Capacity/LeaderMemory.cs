using Faas.Contracts;

namespace Faas.Invoker.Tests.Capacity;

/// <summary>Remembers a token and who leads, or lets whoever asks lead, and counts who looks for the leader.</summary>
internal sealed class LeaderMemory : ISchedulerMemory
{
    public const string Token = "token";

    public FrameworkLeader? Leader { get; set; }

    /// <summary>Under which whoever asks for the lease leads; <see langword="null"/> while another does.</summary>
    public long? Epoch { get; set; }

    public int Asked { get; private set; }

    public Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct)
    {
        Asked++;
        return Task.FromResult(Leader);
    }

    public Task<string> GetTokenAsync(string cluster, CancellationToken ct) => Task.FromResult(Token);

    public Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct) => Task.FromResult(Epoch);

    public Task ResignAsync(string cluster, string session, CancellationToken ct) => Task.CompletedTask;

    public Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct) => Task.FromResult<string?>(null);

    public Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct) => throw new NotSupportedException();

    public Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct) => throw new NotSupportedException();

    public Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct) => throw new NotSupportedException();

    public Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct) => throw new NotSupportedException();

    public Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct) => throw new NotSupportedException();

    public Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredSlot>>([]);
}
