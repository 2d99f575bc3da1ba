using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Mesos.Scheduler.Tests;

/// <summary>Remembers as the real one does, in this process.</summary>
internal sealed class FakeMemory : ISchedulerMemory
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, byte[]> _executors = new();
    private readonly ConcurrentDictionary<string, StoredSlot> _slots = new();
    private string? _leader;
    private Uri? _address;
    private long _epoch;

    public string? FrameworkId { get; private set; }

    public IReadOnlyCollection<StoredSlot> Slots => [.. _slots.Values];

    public IReadOnlyCollection<string> Executors => [.. _executors.Keys];

    /// <summary>While set, slots cannot be saved.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Gives the lease to somebody else.</summary>
    public void Usurp()
    {
        lock (_gate)
        {
            (_leader, _epoch) = ("usurper", _epoch + 1);
        }
    }

    public void Abdicate()
    {
        lock (_gate)
        {
            _leader = null;
        }
    }

    /// <summary>Whether it answers nobody who wants to lead.</summary>
    public bool IsSilent { get; set; }

    public async Task<long?> TryLeadAsync(string cluster, string session, Uri? address, TimeSpan lease, CancellationToken ct)
    {
        if (IsSilent) await new TaskCompletionSource().Task.WaitAsync(ct);
        lock (_gate)
        {
            _address = _leader is null || _leader == session ? address : _address;
            if (_leader is null)
            {
                (_leader, _epoch) = (session, _epoch + 1);
            }
            return _leader == session ? _epoch : null;
        }
    }

    public Task<FrameworkLeader?> FindLeaderAsync(string cluster, CancellationToken ct)
    {
        lock (_gate)
        {
            return Task.FromResult(_leader is null ? null : new FrameworkLeader(_leader, _address, _epoch));
        }
    }

    public Task ResignAsync(string cluster, string session, CancellationToken ct)
    {
        lock (_gate)
        {
            _leader = _leader == session ? null : _leader;
        }
        return Task.CompletedTask;
    }

    public Task<string?> GetFrameworkIdAsync(string cluster, CancellationToken ct) => Task.FromResult(FrameworkId);

    public Task SetFrameworkIdAsync(string cluster, string? frameworkId, CancellationToken ct)
    {
        FrameworkId = frameworkId;
        return Task.CompletedTask;
    }

    public Task<string> GetTokenAsync(string cluster, CancellationToken ct) => Task.FromResult(FakeExecutor.Token);

    public Task<byte[]?> GetExecutorInfoAsync(string cluster, string executorId, CancellationToken ct) =>
        Task.FromResult(_executors.GetValueOrDefault(executorId));

    public Task SetExecutorInfoAsync(string cluster, string executorId, byte[] executorInfo, CancellationToken ct)
    {
        _executors[executorId] = executorInfo;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListExecutorInfosAsync(string cluster, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. _executors.Keys]);

    public Task ForgetExecutorInfosAsync(string cluster, IReadOnlyList<string> executorIds, CancellationToken ct)
    {
        foreach (var id in executorIds)
        {
            _executors.TryRemove(id, out _);
        }
        return Task.CompletedTask;
    }

    public Task SaveSlotAsync(string cluster, StoredSlot slot, CancellationToken ct)
    {
        if (IsBroken)
        {
            return Task.FromException(new IOException("The store is away."));
        }
        _slots[slot.Id] = slot;
        return Task.CompletedTask;
    }

    public Task ForgetSlotAsync(string cluster, string slotId, CancellationToken ct)
    {
        _slots.TryRemove(slotId, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredSlot>> ListSlotsAsync(string cluster, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<StoredSlot>>([.. _slots.Values]);
}
