namespace Faas.Invoker.Arbitration;

/// <summary>
/// What this invoker may run of one namespace, and which of its functions stand in line for it. In memory; every method is one step under one lock.
/// A namespace without a limit pays a counter for a row of runs, and nothing for a run.
/// </summary>
/// <param name="ns">Its name.</param>
/// <param name="look">Called when the share is too small, or more than what is due to us: somebody is to ask the store for another.</param>
internal sealed class NamespaceShare(string ns, Action look)
{
    private const int Unlimited = int.MaxValue;

    private readonly Lock _lock = new();
    private readonly LinkedList<ShareUser> _line = new();
    private volatile int _limit;
    private int _share, _runs, _said;
    private long _demand;
    private bool _noted;

    public string Namespace => ns;

    /// <summary>How many the namespace may run at a time, wherever; <see cref="int.MaxValue"/> without a limit, 0 while that is not known.</summary>
    public int Limit => _limit;

    public bool IsLimited => _limit is > 0 and < Unlimited;

    /// <summary>Whether it is for the limit that nobody may begin a run now.</summary>
    public bool IsFull
    {
        get
        {
            if (!IsLimited) return false;
            lock (_lock) return Free <= _line.Count && (_share >= _limit || _share < _said);
        }
    }

    /// <summary>Whether something of it runs or wants to, or the store has a share for us.</summary>
    public bool IsInUse
    {
        get
        {
            lock (_lock) return _noted || _runs > 0 || _line.Count > 0;
        }
    }

    /// <summary>Whether the last answer was less than what we wanted.</summary>
    public bool IsShort
    {
        get
        {
            lock (_lock) return IsLimited && _share < _said;
        }
    }

    private int Free => _limit == Unlimited ? Unlimited : _limit == 0 ? 0 : _share - _runs;

    /// <summary>Takes room for a run, in turn: those who stand in line already go first.</summary>
    /// <param name="demand">How many it would run more.</param>
    /// <returns>Whether there was some; otherwise it stands in line, and is signalled when its turn has come.</returns>
    public bool TryTake(ShareUser user, int demand)
    {
        var wantsMore = false;
        lock (_lock)
        {
            if (_limit == Unlimited || MayTake(user))
            {
                if (user.Place is not null) LeaveNeedsLock(user);
                _runs++;
                return true;
            }
            _demand += demand - user.Demand;
            user.Demand = demand;
            user.Place ??= _line.AddLast(user);
            wantsMore = _limit == 0 || Wanted > _said;
        }
        if (wantsMore) look();
        return false;
    }

    /// <summary>Stands in line no longer.</summary>
    public void Leave(ShareUser user)
    {
        lock (_lock)
        {
            if (user.Place is null) return;
            LeaveNeedsLock(user);
        }
        SignalNext();
    }

    /// <summary>A row of runs has ended, or did not begin.</summary>
    public void Release()
    {
        bool owed;
        lock (_lock)
        {
            owed = IsLimited && _runs > _share;
            _runs--;
        }
        SignalNext();
        if (owed) look();
    }

    /// <summary>Whether a row of runs may go on.</summary>
    /// <param name="spent">How long it has.</param>
    public bool MayContinue(ShareUser user, TimeSpan spent, TimeSpan quantum)
    {
        if (_limit == Unlimited) return true;
        lock (_lock) return ArbiterPolicy.MayKeep(_runs, _share, _line.Count > (user.Place is null ? 0 : 1), spent, quantum);
    }

    /// <param name="limit">As it is now; <see langword="null"/>: none.</param>
    public void Learn(int? limit)
    {
        lock (_lock) _limit = limit ?? Unlimited;
        SignalNext();
    }

    /// <summary>What to tell the store: the limit we know, how many run, and how many we want to run; <see langword="null"/> when it need not know of us.</summary>
    public (int Limit, int Runs, int Wanted)? Say()
    {
        lock (_lock)
        {
            _said = IsLimited ? Wanted : 0;
            if (_said == 0 && !_noted) return null;
            _noted = true;
            // The answer may be a smaller share, and what is left of it another's at once: until it comes no more is begun than is told here.
            _share = Math.Min(_share, _runs);
            return IsLimited ? (_limit, _runs, _said) : (0, 0, 0);
        }
    }

    /// <param name="share">What the store has answered.</param>
    /// <param name="wanted">To what.</param>
    public void Told(int share, int wanted)
    {
        lock (_lock) (_share, _noted) = (share, wanted > 0);
        SignalNext();
    }

    /// <summary>How it is, for those who run the system.</summary>
    public (int Share, int Runs, int InLine) Describe()
    {
        lock (_lock) return (_share, _runs, _line.Count);
    }

    private int Wanted => Math.Max(_runs, (int)Math.Min(_limit, _runs + _demand));

    private bool MayTake(ShareUser user)
    {
        if (user.Place is null) return Free > _line.Count;
        var at = _line.First;
        for (var room = Free; room > 0 && at is not null; room--, at = at.Next)
        {
            if (at == user.Place) return true;
        }
        return false;
    }

    private void LeaveNeedsLock(ShareUser user)
    {
        _line.Remove(user.Place!);
        _demand -= user.Demand;
        (user.Place, user.Demand) = (null, 0);
    }

    /// <summary>Signals those at the head of the line for whom there is room. Each comes and takes it, or leaves the line and so makes way for the next.</summary>
    private void SignalNext()
    {
        ShareUser[] next;
        lock (_lock)
        {
            if (_line.Count == 0 || Free <= 0) return;
            next = [.. _line.Take(Free)];
        }
        foreach (var user in next) user.Signal();
    }
}
