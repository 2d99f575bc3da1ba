using Faas.Invoker.Pool;

namespace Faas.Invoker.Dispatch;

/// <summary>How long one function's runs and starts take, as growth wants to know it.</summary>
internal sealed class RunTimes(PoolOptions pool, TimeProvider time)
{
    /// <summary>Weight of the newest value in the means.</summary>
    private const double Newest = 0.2;

    /// <summary>How much of the longest run seen is left after each one more: an outlier of a second is forgotten after some two hundred runs.</summary>
    private const double Fading = 0.98;

    /// <summary>Over how long the load is averaged.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly LinkedList<long> _running = new();
    private double _runMicros, _longestMicros;
    private double _startMicros = pool.AssumedStart.TotalMicroseconds;
    private bool _startSeen;
    private long _windowFrom = time.GetTimestamp(), _windowMicros;
    private double _load;

    /// <summary>The mean run, or how long the longest goes on already if that is more.</summary>
    public TimeSpan Run
    {
        get
        {
            lock (_lock)
            {
                var mean = TimeSpan.FromMicroseconds(_runMicros);
                var longest = UnderWay_NeedsLock();
                // It may have been sent ahead, and have waited for its turn so long.
                return mean > longest || longest < pool.AheadPatience ? mean : longest;
            }
        }
    }

    /// <summary>The mean run and the longest of late, that under way included, in microseconds.</summary>
    public (double Mean, double Longest) Seen
    {
        get
        {
            lock (_lock) return (_runMicros, Math.Max(_longestMicros, UnderWay_NeedsLock().TotalMicroseconds));
        }
    }

    /// <summary>How many runs went on at a time of late, on average.</summary>
    public double Load
    {
        get
        {
            lock (_lock) return _load;
        }
    }

    public TimeSpan Start
    {
        get
        {
            lock (_lock) return TimeSpan.FromMicroseconds(_startMicros);
        }
    }

    public LinkedListNode<long> Begin()
    {
        lock (_lock) return _running.AddLast(time.GetTimestamp());
    }

    /// <summary>The run begins only now: what was before was the start of its container.</summary>
    public void Restart(LinkedListNode<long> run)
    {
        lock (_lock)
        {
            _running.Remove(run);
            run.Value = time.GetTimestamp();
            _running.AddLast(run);
        }
    }

    /// <param name="micros">How long its container was at it, in microseconds; 0 when it ended before that.</param>
    public void End(LinkedListNode<long> run, long micros)
    {
        lock (_lock)
        {
            _running.Remove(run);
            if (micros == 0) return;
            _runMicros = _runMicros == 0 ? micros : _runMicros + Newest * (micros - _runMicros);
            _longestMicros = Math.Max(micros, _longestMicros * Fading);
            Count_NeedsLock(micros);
        }
    }

    public void Started(long micros)
    {
        lock (_lock)
        {
            // The first one seen replaces what was assumed: a machine may be many times slower than that, and starts too many then make it slower still.
            _startMicros = _startSeen ? _startMicros + Newest * (micros - _startMicros) : micros;
            _startSeen = true;
        }
    }

    private void Count_NeedsLock(long micros)
    {
        _windowMicros += micros;
        var elapsed = time.GetElapsedTime(_windowFrom);
        if (elapsed < Window) return;
        _load = _windowMicros / elapsed.TotalMicroseconds;
        (_windowFrom, _windowMicros) = (time.GetTimestamp(), 0);
    }

    private TimeSpan UnderWay_NeedsLock() => _running.First is { } first ? time.GetElapsedTime(first.Value) : TimeSpan.Zero;
}
