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

    /// <summary>What was seen until now: all of it at once, for whoever ends a run asks for all of it.</summary>
    public SeenTimes Measure()
    {
        lock (_lock)
        {
            var (mean, underWay) = (TimeSpan.FromMicroseconds(_runMicros), UnderWay_NeedsLock());
            // One under way may have been sent ahead, and have waited for its turn so long.
            var run = mean > underWay || underWay < pool.AheadPatience ? mean : underWay;
            return new(run, TimeSpan.FromMicroseconds(_startMicros), _runMicros, Math.Max(_longestMicros, underWay.TotalMicroseconds), _load);
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

/// <summary>How long a function's runs and starts take.</summary>
/// <param name="Run">The mean run, or how long the longest goes on already if that is more.</param>
/// <param name="Start">The mean start.</param>
/// <param name="MeanMicros">The mean run, in microseconds; 0 before there was one.</param>
/// <param name="LongestMicros">The longest of late, that under way included.</param>
/// <param name="Load">How many runs went on at a time of late, on average.</param>
internal readonly record struct SeenTimes(TimeSpan Run, TimeSpan Start, double MeanMicros, double LongestMicros, double Load);
