using Faas.Contracts;

namespace Faas.Benchmarks.Scale;

/// <summary>Remembers nothing: only the scheduler's own work is measured.</summary>
internal sealed class NoMemory : ISchedulerMemory
{
    public Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct) => Task.FromResult<long?>(1);

    public Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct) => Task.FromResult<FrameworkLeader?>(null);

    public Task ResignAsync(string cluster, string session, CancellationToken ct) => Task.CompletedTask;

    public Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct) => Task.FromResult<string?>("framework");

    public Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct) => Task.CompletedTask;

    public Task<string> GetTokenAsync(string cluster, CancellationToken ct) => Task.FromResult("token");

    public Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct) => Task.FromResult<byte[]?>(null);

    public Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct) => Task.CompletedTask;

    public Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct) => Task.CompletedTask;

    public Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct) => Task.CompletedTask;

    public Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredSlot>>([]);
}
