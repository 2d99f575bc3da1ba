namespace Faas.Mesos.Scheduler;

/// <summary>
/// When to ask for offers: at once when something changed, again after 100 ms because the master may have handled our calls in
/// another order, then ever more seldom, for a full cluster stays full. Freed resources come with the next batch anyway.
/// </summary>
internal sealed class ReviveSchedule(TokenBucket bucket)
{
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRepeat = TimeSpan.FromSeconds(5);

    private TimeSpan _repeat = FirstRepeat;
    private DateTimeOffset _dueAt = DateTimeOffset.MinValue;

    /// <summary>When to look again; only meaningful while offers are wanted.</summary>
    public DateTimeOffset NextAt => _dueAt < bucket.NextAt ? bucket.NextAt : _dueAt;

    /// <summary>Something changed that a REVIVE may answer: more is wanted, or resources went back to the master.</summary>
    public void Poke()
    {
        _dueAt = DateTimeOffset.MinValue;
        _repeat = FirstRepeat;
    }

    /// <param name="now">The time.</param>
    /// <param name="waiting">Whether somebody waits; without, one REVIVE per change is enough.</param>
    public bool TryRevive(DateTimeOffset now, bool waiting)
    {
        if (_dueAt > now || !bucket.TryTake(now))
        {
            return false;
        }
        _dueAt = waiting ? now + _repeat : DateTimeOffset.MaxValue;
        _repeat = _repeat * 3 < LastRepeat ? _repeat * 3 : LastRepeat;
        return true;
    }
}
