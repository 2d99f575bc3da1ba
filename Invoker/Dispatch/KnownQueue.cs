using Faas.Invoker.Pool;

namespace Faas.Invoker.Dispatch;

/// <summary>What is known of a function's queue: by words that nobody asked for, and by what claims answer.</summary>
internal sealed class KnownQueue(FunctionPool pool, TimeProvider time)
{
    private readonly Lock _lock = new();
    private volatile bool _told;
    private long _waiting, _stoodSince, _asked, _answered;

    /// <summary>How many wait, as was heard last.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>
    /// Whether some may wait: as many as was heard last, or more were told of since a claim was last asked for, whose answer may be older than the word.
    /// What came without a word is found by the next sweep.
    /// </summary>
    public bool MayWait => Waiting > 0 || _told;

    /// <summary>Whether the queue has not been empty for longer than this.</summary>
    public bool HasStood(TimeSpan span) => time.GetElapsedTime(Interlocked.Read(ref _stoodSince)) > span;

    /// <summary>So many wait, says a word that nobody asked for.</summary>
    public void Tell(long waiting)
    {
        Heard(waiting);
        _told = true;
    }

    /// <summary>Nobody asked whether more wait: whoever can take one is to ask.</summary>
    public void LeftUnasked() => _told = true;

    /// <summary>Whoever is about to ask the queue says so before, and what it answered with the number that was given here.</summary>
    public long Asks()
    {
        _told = false;
        return Interlocked.Increment(ref _asked);
    }

    /// <summary>So many wait, by the answer to an ask; one that was asked before another which is answered already has nothing new to say.</summary>
    public void Heard(long waiting, long ask)
    {
        lock (_lock)
        {
            if (ask < _answered) return;
            _answered = ask;
            Note_NeedsLock(waiting);
        }
    }

    /// <summary>So many wait.</summary>
    public void Heard(long waiting)
    {
        lock (_lock) Note_NeedsLock(waiting);
    }

    private void Note_NeedsLock(long waiting)
    {
        // Those that were sent ahead of their turn wait as well.
        if ((Interlocked.Exchange(ref _waiting, waiting) == 0 || waiting == 0) && !pool.HasRunsAhead) Interlocked.Exchange(ref _stoodSince, time.GetTimestamp());
    }
}
