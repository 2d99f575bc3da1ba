namespace Faas.Invoker.Dispatch;

/// <summary>
/// The looks that dispatchers take at their functions after a while, to see whether what waits should have more containers. The more functions wait, the
/// longer each is left alone, up to five seconds: tens of thousands that looked fifty times a second would leave no time for their runs.
/// </summary>
internal sealed class Looks(TimeProvider time)
{
    /// <summary>Between the looks of any two functions, on average.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Between two looks at one function at most, however many there are.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _begun;

    /// <param name="look">Called at its time; must not block.</param>
    public Look Add(Action look) => new(this, look, time);

    internal TimeSpan Begin(TimeSpan after)
    {
        var fair = Interlocked.Increment(ref _begun) * Between;
        return fair > Longest ? Longest : fair > after ? fair : after;
    }

    internal void End() => Interlocked.Decrement(ref _begun);
}

/// <summary>One function's looks; one at a time.</summary>
internal sealed class Look(Looks looks, Action look, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _begun, _disposed;

    /// <summary>Whether it is to come.</summary>
    public bool IsBegun
    {
        get { lock (_lock) return _begun; }
    }

    /// <summary>Looks after this long, or somewhat longer; one that is begun already stands.</summary>
    public void Begin(TimeSpan after)
    {
        lock (_lock)
        {
            if (_begun || _disposed) return;
            _begun = true;
            // Most functions never need one.
            _timer ??= time.CreateTimer(static look => ((Look)look!).Come(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(looks.Begin(after), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            End_NeedsLock();
            _timer?.Dispose();
        }
    }

    private void Come()
    {
        lock (_lock)
        {
            if (_disposed) return;
            End_NeedsLock();
        }
        look();
    }

    private void End_NeedsLock()
    {
        if (!_begun) return;
        _begun = false;
        looks.End();
    }
}
