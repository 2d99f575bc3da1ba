namespace Faas.Mesos.Scheduler;

/// <summary>So many at once, then so many a second.</summary>
internal sealed class TokenBucket(double perSecond, int burst)
{
    private double _tokens = burst;
    private DateTimeOffset _filledAt = DateTimeOffset.MinValue;

    public bool TryTake(DateTimeOffset now)
    {
        if (_filledAt > DateTimeOffset.MinValue)
        {
            _tokens = Math.Min(burst, _tokens + (Math.Max(0, (now - _filledAt).TotalSeconds) * perSecond));
        }
        _filledAt = now;
        if (_tokens < 1)
        {
            return false;
        }
        _tokens--;
        return true;
    }

    /// <summary>When the next token is there, seen from the last <see cref="TryTake"/>.</summary>
    public DateTimeOffset NextAt => _filledAt + TimeSpan.FromSeconds(Math.Max(0, 1 - _tokens) / perSecond);
}
