using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Namespaces;

/// <summary>
/// Holds namespaces to their limits over all gateways: permits of a rate are leased in batches that hold for a second, and waiting invocations are counted
/// once a second. A namespace without limits pays a look into a dictionary.
/// </summary>
internal sealed class NamespaceGate(NamespaceStore store, TimeProvider time)
{
    /// <summary>How long limits are taken for what they were: a change takes so long to arrive.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Namespace> _known = new();

    /// <summary>Which limit refuses one more invocation and when to try again, or <see langword="null"/> to go on.</summary>
    public ValueTask<(string Limit, TimeSpan RetryAfter)?> RefuseAsync(string ns)
    {
        var known = _known.GetOrAdd(ns, _ => new());
        return known.IsFree(time) ? default : AskAsync(ns, known);
    }

    /// <summary>Looks at a namespace's limits anew: they were changed here.</summary>
    public void Forget(string ns) => _known.TryRemove(ns, out _);

    private async ValueTask<(string, TimeSpan)?> AskAsync(string ns, Namespace known)
    {
        await known.Turn.WaitAsync();
        try
        {
            if (known.IsStale(time, Fresh)) known.Learn(await store.FindAsync(ns, CancellationToken.None), time);
            var limits = known.Limits;
            if (limits.QueueLength is { } length)
            {
                if (known.CountIsStale(time, Second)) known.Count(await store.CountWaitingAsync(ns, CancellationToken.None), time);
                if (known.Waiting >= length) return ("namespace.queueLength", Second);
            }
            if (limits.RatePerSecond is { } rate && !known.Spend(time))
            {
                // A twentieth of a second's worth: few questions, and little that one gateway keeps from another.
                var (granted, retryAfter) = await store.LeasePermitsAsync(ns, rate, Math.Max(1, rate / 20), CancellationToken.None);
                if (granted == 0) return ("namespace.ratePerSecond", retryAfter);
                known.Fill(granted - 1, time);
            }
            known.Accepted();
            return null;
        }
        finally
        {
            known.Turn.Release();
        }
    }

    /// <summary>What is known of a namespace. Changed by whoever has the turn.</summary>
    private sealed class Namespace
    {
        private long _learned, _counted, _filled, _waiting;
        private int _permits;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public NamespaceLimits Limits { get; private set; } = NamespaceLimits.None;

        public long Waiting => _waiting;

        /// <summary>Whether it has no limits, as far as is known.</summary>
        public bool IsFree(TimeProvider time) => ReferenceEquals(Limits, NamespaceLimits.None) && !IsStale(time, Fresh);

        public bool IsStale(TimeProvider time, TimeSpan most) => Is(ref _learned, time, most);

        public bool CountIsStale(TimeProvider time, TimeSpan most) => Is(ref _counted, time, most);

        public void Learn(NamespaceLimits limits, TimeProvider time)
        {
            Limits = limits == NamespaceLimits.None ? NamespaceLimits.None : limits;
            Volatile.Write(ref _learned, time.GetTimestamp());
        }

        public void Count(long waiting, TimeProvider time) => (_waiting, _counted) = (waiting, time.GetTimestamp());

        public void Fill(int permits, TimeProvider time) => (_permits, _filled) = (permits, time.GetTimestamp());

        public bool Spend(TimeProvider time)
        {
            if (_permits == 0 || time.GetElapsedTime(_filled) >= Second) return false;
            _permits--;
            return true;
        }

        public void Accepted() => _waiting++;

        private static bool Is(ref long since, TimeProvider time, TimeSpan most)
        {
            var then = Volatile.Read(ref since);
            return then == 0 || time.GetElapsedTime(then) >= most;
        }
    }
}
