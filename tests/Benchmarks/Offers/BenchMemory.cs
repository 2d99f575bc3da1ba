using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Benchmarks.Offers;

/// <summary>The scheduler's memory without a store: what the store costs is measured elsewhere.</summary>
internal sealed class BenchMemory : ISchedulerMemory
{
    private readonly ConcurrentDictionary<string, byte[]> _executors = new();
    private readonly ConcurrentDictionary<string, StoredSlot> _slots = new();
    private string? _frameworkId;

    public Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct) => Task.FromResult<long?>(1);

    public Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct) => Task.FromResult<FrameworkLeader?>(null);

    public Task ResignAsync(string cluster, string session, CancellationToken ct) => Task.CompletedTask;

    public Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct) => Task.FromResult(_frameworkId);

    public Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct)
    {
        _frameworkId = frameworkId;
        return Task.CompletedTask;
    }

    public Task<string> GetTokenAsync(string cluster, CancellationToken ct) => Task.FromResult("token");

    public Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct) => Task.FromResult(_executors.GetValueOrDefault(executorId));

    public Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct)
    {
        _executors[executorId] = executorInfo;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct) => Task.CompletedTask;

    public Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct)
    {
        _slots[slot.Id] = slot;
        return Task.CompletedTask;
    }

    public Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct)
    {
        _slots.TryRemove(slotId, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct) => Task.FromResult<IReadOnlyList<StoredSlot>>([.. _slots.Values]);
}
