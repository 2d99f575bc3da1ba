using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>Knows which other invoker leads.</summary>
internal sealed class LeaderFinder(ISchedulerMemory memory, LeaderSelf self, IOptions<FrameworkOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>However many want to know, the store is asked no more often.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile KnownLeader? _leader;
    private long? _askedAt;
    private long _latestEpoch;

    /// <exception cref="NotLeadingException">No other is known to lead.</exception>
    public async ValueTask<KnownLeader> FindAsync(CancellationToken ct)
    {
        if (_leader is { } known) return known;
        await _asking.WaitAsync(ct);
        try
        {
            if (_leader is null && (_askedAt is not { } askedAt || time.GetElapsedTime(askedAt) >= AskAgain)) await AskAsync(ct);
        }
        finally
        {
            _asking.Release();
        }
        return _leader ?? throw new NotLeadingException("No other invoker leads the framework.");
    }

    /// <summary>It does not answer, or says that it does not lead: whoever waits there is to ask elsewhere.</summary>
    public void Lose(KnownLeader leader)
    {
        Interlocked.CompareExchange(ref _leader, null, leader);
        leader.Dispose();
    }

    public void Dispose()
    {
        _leader?.Dispose();
        _asking.Dispose();
    }

    private async Task AskAsync(CancellationToken ct)
    {
        _askedAt = time.GetTimestamp();
        var leader = await memory.FindLeaderAsync(options.Value.Cluster, ct);
        // A copy of the store that lags behind may still name one whose successor is known.
        _leader = leader is { Address: { } address } && leader.Session != self.Session && leader.Epoch >= _latestEpoch ? new(leader.Session, address, leader.Epoch) : null;
        _latestEpoch = Math.Max(_latestEpoch, leader?.Epoch ?? 0);
    }
}
