namespace Faas.Mesos.Scheduler;

/// <summary>
/// When to ask for offers: at once when something changed, again after 100 ms because the master may have handled our calls in
/// another order, then ever more seldom, for a full cluster stays full. Freed resources come with the next batch anyway.
/// </summary>
internal sealed class ReviveSchedule(TokenBucket bucket)
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRepeat = TimeSpan.FromSeconds(5);
    // A master that needs so long has enough to do without allocating over all agents.
    private static readonly TimeSpan Overloaded = TimeSpan.FromSeconds(0.5);
    private const int Relief = 10;

    private TimeSpan _repeat = FirstRepeat;
    private DateTimeOffset _dueAt = DateTimeOffset.MinValue;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _revivedAt = DateTimeOffset.MinValue;

    /// <summary>When to look again; only meaningful while offers are wanted.</summary>
    public DateTimeOffset NextAt => new[] { _dueAt, bucket.NextAt, _notBefore }.Max();

    /// <summary>Something changed that a REVIVE may answer: more is wanted, or resources went back to the master.</summary>
    public void Poke()
    {
        _dueAt = DateTimeOffset.MinValue;
        _repeat = FirstRepeat;
    }

    /// <param name="now">The time.</param>
    /// <param name="waiting">Whether somebody waits; without, one REVIVE per change is enough.</param>
    /// <param name="latency">How long the master takes to answer.</param>
    public bool TryRevive(DateTimeOffset now, bool waiting, TimeSpan latency = default)
    {
        _notBefore = latency > Overloaded ? _revivedAt + (latency * Relief) : DateTimeOffset.MinValue;
        if (_dueAt > now || _notBefore > now || !bucket.TryTake(now))
        {
            return false;
        }
        _revivedAt = now;
        _dueAt = waiting ? now + _repeat : DateTimeOffset.MaxValue;
        _repeat = _repeat * 3 < LastRepeat ? _repeat * 3 : LastRepeat;
        return true;
    }
}
