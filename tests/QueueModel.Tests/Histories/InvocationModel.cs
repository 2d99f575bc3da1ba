namespace Faas.QueueModel.Tests.Histories;

/// <summary>The invocations of one function, as queue.pml has them, and in the order in which they wait. Each step answers why it cannot be, or <see langword="null"/>.</summary>
internal sealed class InvocationModel(int maxAttempts)
{
    /// <summary>One that a gateway knows and the store does not: it has lost its last second.</summary>
    public const string Lost = "?";

    private static readonly string[] Ends = ["done", "failed", "dead", "cancelled"];

    private readonly Dictionary<string, State> _all = [];
    private readonly QueuePlaces _queue = new();
    private int _lost;

    public int Accepted => _all.Count;

    public int Ended => Count(state => state.Ended);

    /// <param name="delayed">Whether it is not to run before a time.</param>
    public string? Enqueue(string id, bool sync, string priority, bool delayed)
    {
        var state = new State(sync, priority, _all.Count);
        if (!_all.TryAdd(id, state)) return "it was accepted before";
        state.Delayed = delayed;
        if (!delayed) Push(id, state);
        return null;
    }

    /// <summary>What a dead letter becomes has its priority.</summary>
    public string? Redrive(string letter, string id) => Enqueue(id, sync: false, _all[letter].Priority, delayed: false);

    /// <summary>Claimed where it was accepted.</summary>
    public string? Hand(string session, ClaimName claim) => _queue.TryTakeOnly(claim.Invocation) ? Hold(session, claim) : "others wait before it, or it does not";

    public string? Claim(string session, ClaimName claim)
    {
        var next = _queue.Pop();
        return next == claim.Invocation ? Hold(session, claim) : $"the next is {next ?? "none"}";
    }

    private string? Hold(string session, ClaimName claim)
    {
        var state = _all[claim.Invocation];
        if (state.Attempt != claim.Attempt) return $"it waits for attempt {state.Attempt}";
        (state.Claim, state.Claimant, state.Started) = (claim, session, false);
        return null;
    }

    public string? ClaimNothing() => _queue.Pop() is { } next ? $"{next} waits" : null;

    public string? Start(string session, ClaimName claim)
    {
        var state = _all[claim.Invocation];
        if (IsHeld(state, session, claim)) state.Started = true;
        if (state.GivenUp) return "its caller was told that it would not be started";
        return ++state.Starts > 1 && state.Sync ? "its caller waits, and it was started before" : null;
    }

    public string? Finish(string claimant, ClaimName claim, string answer, string how = "done")
    {
        var state = _all[claim.Invocation];
        if (Disagrees(state, claimant, claim, answer) is { } why) return why;
        if (answer == "ok") (state.Claim, state.EndedAs) = (null, how);
        return null;
    }

    /// <summary>Whether it died, if it was given up.</summary>
    public string? Bury(string claimant, ClaimName claim, string answer) =>
        answer == "ok" && _all[claim.Invocation].Sync ? "its caller is told; nobody is to invoke it again" : Finish(claimant, claim, answer, "dead");

    public string? Release(string by, string claimant, ClaimName claim, bool started, string answer)
    {
        var state = _all[claim.Invocation];
        if (Disagrees(state, claimant, claim, answer) is { } why) return why;
        if (answer != "ok") return null;
        if (state.Sync && started) return "its caller waits: it is not tried again";
        if (!started && by != claimant) return "only its claimant knows that it was not started";
        if (!started && state.Started) return "it was started";
        if (started && claim.Attempt >= maxAttempts) return $"it was lost {claim.Attempt} times";
        (state.Claim, state.Attempt) = (null, claim.Attempt + (started ? 1 : 0));
        _queue.PutBack(claim.Invocation);
        return null;
    }

    public string? Retry(string by, string claimant, ClaimName claim, string answer)
    {
        var state = _all[claim.Invocation];
        if (Disagrees(state, claimant, claim, answer) is { } why) return why;
        if (answer != "ok") return null;
        if (state.Sync) return "its caller waits: it is not tried again";
        if (by != claimant) return "only its claimant knows how it ended";
        if (claim.Attempt >= maxAttempts) return $"it was tried {claim.Attempt} times";
        (state.Claim, state.Attempt, state.Delayed, state.Failed) = (null, claim.Attempt + 1, true, true);
        return null;
    }

    public string? Due(string id)
    {
        _all[id].Due = true;
        return _all[id].Delayed ? null : "it is not delayed";
    }

    public string? Promote(string id, string answer)
    {
        var state = _all[id];
        if ((answer == "ok") != (state.Delayed && state.Due)) return state.Delayed ? $"it is {(state.Due ? "" : "not ")}due" : "it is not delayed";
        if (answer != "ok") return null;
        (state.Delayed, state.Due) = (false, false);
        Push(id, state);
        return null;
    }

    /// <param name="known">Where it was seen: <c>waiting</c> and <c>claimed</c> are to be true still.</param>
    public string? Cancel(string id, string known, string answer)
    {
        if (id == Lost)
        {
            _queue.Leave($"{Lost}{_lost++}", counted: false);
            return (known, answer) == ("waiting", "waiting") ? null : "what is lost cannot be told from what waits";
        }
        var state = _all[id];
        var where = (state, known) switch
        {
            ({ Ended: true }, _) or ({ Claim: not null }, "waiting") or ({ Claim: null }, "claimed") => "refused",
            ({ Claim: not null }, _) => "running",
            _ => "waiting",
        };
        if (answer != where) return $"the answer is {where}";
        if (answer == "refused") return null;
        if (_queue.Holds(id)) _queue.Leave(id, counted: known != "waiting");
        (state.Claim, state.Delayed, state.Due, state.EndedAs, state.GivenUp) = (null, false, false, known == "waiting" ? "failed" : "cancelled", known == "waiting");
        return null;
    }

    /// <summary>What its caller sees.</summary>
    public string? See(string id, string seen)
    {
        var state = _all[id];
        var place = state switch
        {
            { Forgotten: true } => "none",
            { EndedAs: { } how } => how,
            { Claim: not null } => "running",
            { Sync: true } => "none",
            _ => $"{(state.Delayed ? "delayed" : "queued")}{(state.Failed ? "-again" : "")}",
        };
        return seen == place ? null : $"it is {place}";
    }

    /// <summary>The time of its record is over.</summary>
    public string? Forget(string id)
    {
        _all[id].Forgotten = true;
        return _all[id].Ended ? null : "it has not ended";
    }

    /// <summary>How many were accepted, are at each place, and ended in each way; and what is noted for those that count them.</summary>
    public string? Balance(string[] told)
    {
        var delayed = Count(state => state.Delayed);
        object[] counts =
        [
            Accepted, _all.Keys.Count(id => _queue.Holds(id) || _queue.IsUncounted(id)), delayed, Count(state => state.Claim is not null),
            .. Ends.Select(end => _all.Count(one => one.Value.EndedAs == end && !_queue.IsUncounted(one.Key))),
            delayed, _queue.Holes, _queue.Uncounted, _queue.IsEmpty ? "idle" : "ready",
        ];
        var words = string.Join(' ', counts);
        return string.Join(' ', told) == words ? null : $"the model counts {words}";
    }

    /// <summary>Those that neither wait nor are delayed, claimed or at their end, and those that do more than one of it.</summary>
    public IEnumerable<string> Unaccounted() =>
        _all.Where(one => ((_queue.Holds(one.Key) ? 1 : 0) + (one.Value.Delayed ? 1 : 0) + (one.Value.Claim is null ? 0 : 1) + (one.Value.Ended ? 1 : 0)) != 1).Select(one => one.Key);

    private int Count(Func<State, bool> which) => _all.Values.Count(which);

    private void Push(string id, State state) => _queue.Push(id, state.Priority, state.Accepted);

    private static string? Disagrees(State state, string claimant, ClaimName claim, string answer) =>
        (answer == "ok") == IsHeld(state, claimant, claim) ? null : $"the model has it {(state.Ended ? "ended" : state.Claim is { } held ? $"claimed by {state.Claimant} as {held}" : "waiting")}";

    private static bool IsHeld(State state, string claimant, ClaimName claim) => state.Claim == claim && state.Claimant == claimant;

    private sealed class State(bool sync, string priority, int accepted)
    {
        public bool Sync => sync;
        public string Priority => priority;
        public int Accepted => accepted;
        public int Attempt { get; set; } = 1;
        public ClaimName? Claim { get; set; }
        public string? Claimant { get; set; }
        public bool Started { get; set; }
        public bool Delayed { get; set; }
        public bool Due { get; set; }
        public string? EndedAs { get; set; }
        public bool Ended => EndedAs is not null;
        public bool Failed { get; set; }
        public bool Forgotten { get; set; }
        public bool GivenUp { get; set; }
        public int Starts { get; set; }
    }
}
