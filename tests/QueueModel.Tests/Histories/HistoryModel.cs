namespace Faas.QueueModel.Tests.Histories;

/// <summary>The model of queue.pml as one that reads histories: it accepts a line if the model could take that step now and the store would answer so.</summary>
internal sealed class HistoryModel(int maxAttempts)
{
    private readonly LeaseModel _leases = new();
    private readonly InvocationModel _invocations = new(maxAttempts);
    private readonly LetterModel _letters = new();
    private readonly RoomModel _room = new();
    private readonly HashSet<(string Session, string Claim)> _begun = [];

    /// <summary>Reads a history to its end.</summary>
    /// <returns>The first line that cannot be and why, or <see langword="null"/>.</returns>
    public static string? Read(IEnumerable<Line> history, int maxAttempts)
    {
        var model = new HistoryModel(maxAttempts);
        var number = 0;
        foreach (var line in history)
        {
            number++;
            if (model.Accept(line) is { } why) return $"line {number}, {line}: {why}";
            if (model._invocations.Unaccounted().FirstOrDefault() is { } id) return $"line {number}, {line}: {id} is not in exactly one place";
        }
        return model._invocations.Ended == model._invocations.Accepted ? null : $"the end: {model._invocations.Accepted} were accepted and {model._invocations.Ended} have ended";
    }

    private string? Accept(Line line) => line.Action switch
    {
        "enqueue" => _invocations.Enqueue(line[1], line[2] == "sync", line[3], line[4] == "delayed"),
        "take-lease" => _leases.Take(line[0], line[1]),
        "renew-lease" => _leases.Renew(line[0], line[1], line[2]),
        "drop-lease" => _leases.Drop(line[0], line[1]),
        "expire-lease" => _leases.Expire(),
        "failover" => _leases.Failover(line[0]),
        "renew-session" => _leases.RenewSession(line[0]),
        "expire-session" => _leases.ExpireSession(line[0]),
        "claim" => Claim(line[0], line[1], line[2]),
        "hand" => Hand(line[0], line[1], line[2]),
        "room" => Room(line[0], line[1]),
        "start" => Start(line[0], line[1]),
        "finish" => SettledRightly(line[0], line[1], line[3]) ?? _invocations.Finish(line[1], ClaimName.Parse(line[2]), line[3]),
        "bury" => SettledRightly(line[0], line[1], line[3]) ?? Bury(line[1], ClaimName.Parse(line[2]), line[3]),
        "retry" => SettledRightly(line[0], line[1], line[3]) ?? _invocations.Retry(line[0], line[1], ClaimName.Parse(line[2]), line[3]),
        "due" => _invocations.Due(line[0]),
        "promote" => _invocations.Promote(line[1], line[2]),
        "see" => _invocations.See(line[1], line[2]),
        "forget" => _invocations.Forget(line[0]),
        "balance" => _invocations.Balance(line.Words),
        "cancel" => _invocations.Cancel(line[1], line[2], line[3]),
        "list-letters" => _letters.List(line.Words[1..]),
        "redrive" => Redrive(line[1], line[2], line[3]),
        "purge" => _letters.Purge(line[1], line[2]),
        "release" => SettledRightly(line[0], line[1], line[4]) ?? Release(line[0], line[1], ClaimName.Parse(line[2]), line[3] == "started", line[4]),
        _ => "the alphabet has no such action",
    };

    private string? Claim(string session, string epoch, string answer)
    {
        var holds = _leases.Holds(session, epoch);
        if (answer == "refused") return holds ? "the lease is its own" : null;
        if (!holds) return "the lease is not its own";
        if (answer == "nothing") return _invocations.ClaimNothing();
        _room.Take();
        return _invocations.Claim(session, ClaimName.Parse(answer));
    }

    private string? Hand(string session, string epoch, string claim)
    {
        if (!_leases.Holds(session, epoch)) return "the lease is not its own";
        return _room.TryTake(session, epoch) ? _invocations.Hand(session, ClaimName.Parse(claim)) : "it has no room";
    }

    /// <summary>It counts while the lease does.</summary>
    private string? Room(string session, string epoch)
    {
        if (_leases.Holds(session, epoch)) _room.Add(session, epoch);
        return null;
    }

    private string? Start(string session, string claim) =>
        _begun.Add((session, claim)) ? _invocations.Start(session, ClaimName.Parse(claim)) : "this claim was started before";

    private string? Release(string by, string claimant, ClaimName claim, bool started, string answer)
    {
        if (_invocations.Release(by, claimant, claim, started, answer) is { } why) return why;
        if (answer == "ok") _room.Clear();
        return null;
    }

    private string? Bury(string claimant, ClaimName claim, string answer)
    {
        if (_invocations.Bury(claimant, claim, answer) is { } why) return why;
        if (answer == "ok") _letters.Keep(claim.Invocation);
        return null;
    }

    private string? Redrive(string letter, string becomes, string answer)
    {
        if (!_letters.IsFirst(letter, becomes)) return answer == "same" ? _letters.Again(letter, becomes) : "it was invoked again before";
        return answer == "ok" ? _invocations.Redrive(letter, becomes) : "it was not invoked again before";
    }

    /// <summary>Whose session goes on settles its claims itself.</summary>
    private string? SettledRightly(string by, string claimant, string answer) =>
        answer != "ok" || by == claimant || _leases.MayBeOver(claimant) ? null : $"{claimant} lives";
}
