using System.Globalization;
using System.Threading.Channels;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.QueueModel.Tests.Histories;

/// <summary>The real scripts, called one at a time, and the history they make. An answer may be lost on its way to whoever asked, never to the history.</summary>
internal sealed class Stage(Stores stores, FunctionId function, Random random)
{
    public const int MaxAttempts = 3;

    public static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    /// <summary>Half of them are of another than the usual: those have more to them.</summary>
    private static readonly Priority[] Priorities = [Priority.Normal, Priority.Normal, Priority.High, Priority.Low];

    private readonly Dictionary<InvocationId, string> _names = [];
    private readonly HashSet<InvocationId> _sync = [];
    private readonly Dictionary<string, Channel<Claim>> _sent = [];
    private readonly Dictionary<string, Queue<Claim>> _handed = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public List<Line> History { get; } = [];

    /// <summary>Whether things may go wrong.</summary>
    public bool Faulty { get; set; } = true;

    /// <summary>True once in so many times, while things may go wrong.</summary>
    public bool Fault(int oneIn) => Faulty && random.Next(oneIn) == 0;

    public int Choose(int below) => random.Next(below);

    public async Task EnqueueAsync()
    {
        var (id, sync) = (InvocationId.New(function.Shard, DateTimeOffset.UnixEpoch), random.Next(2) == 0);
        var plain = await HasRoomAsync() && random.Next(4) > 0;
        var (priority, delay) = plain ? (Priority.Normal, TimeSpan.Zero) : (Priorities[random.Next(Priorities.Length)], !sync && random.Next(4) == 0 ? Long : TimeSpan.Zero);
        var outcome = await stores.Queue.EnqueueAsync(new()
        {
            Id = id,
            Function = function,
            Payload = "{}"u8.ToArray(),
            Sync = sync,
            TraceParent = Stores.Trace,
            Priority = priority,
            Delay = delay,
        }, Ct);
        Assert.Equal(EnqueueOutcome.Accepted, outcome.Outcome);
        if (sync) _sync.Add(id);
        Tell("enqueue", "gateway", NewName(id), sync ? "sync" : "async", KebabCase<Priority>.Name(priority), delay > TimeSpan.Zero ? "delayed" : "now");
        if ((await ClaimsAsync()).FirstOrDefault(claim => claim.Item.Id == id) is { } claim) await HandAsync(claim);
    }

    /// <summary>Whether somebody has said that it has room: what comes then may be claimed at once, which is seldom, and worth looking at.</summary>
    public async Task<bool> HasRoomAsync() => (long)await stores.Raw.HashGetAsync(Keys.Function(function), "idle") > 0;

    /// <summary>Listens for what is claimed for a session where it is accepted.</summary>
    public Task ListenAsync(string session)
    {
        (_sent[session], _handed[session]) = (Channel.CreateUnbounded<Claim>(), new());
        return stores.Work.OnHandAsync(session, claim => _sent[session].Writer.TryWrite(claim));
    }

    /// <returns>What was claimed for a session and it has not been given yet, or <see langword="null"/>.</returns>
    public Claim? Handed(string session) => _handed.TryGetValue(session, out var handed) && handed.TryDequeue(out var claim) ? claim : null;

    public async Task<ShardLease?> TakeLeaseAsync(string session)
    {
        var lease = await stores.Shards.TakeAsync(function.Shard, session, Long, Ct);
        Tell("take-lease", session, lease is null ? "refused" : Epoch(lease));
        return Fault(10) ? null : lease;
    }

    /// <returns>Whether it is known to hold no longer.</returns>
    public async Task<bool> RenewLeaseAsync(string session, ShardLease lease)
    {
        var lost = (await stores.Shards.RenewAsync([lease], Long, Ct)).Count > 0;
        Tell("renew-lease", session, Epoch(lease), lost ? "refused" : "ok");
        return lost && !Fault(10);
    }

    public async Task DropLeaseAsync(string session, ShardLease lease)
    {
        await stores.Shards.DropAsync(lease, Ct);
        Tell("drop-lease", session, Epoch(lease));
    }

    public async Task RenewSessionAsync(string session)
    {
        await stores.Sessions.RenewAsync(new() { Session = session, Address = new("http://127.0.0.1:1"), StartedAt = DateTimeOffset.UnixEpoch, Shards = [] }, Long, Ct);
        Tell("renew-session", session);
    }

    public async Task<HashSet<string>> LivingAsync() => [.. (await stores.Sessions.ListAsync(Ct)).Select(status => status.Session)];

    public Task<IReadOnlyList<Claim>> ClaimsAsync() => stores.Work.ListClaimsAsync(function.Shard, Ct);

    public async Task<Claim?> ClaimAsync(string session, ShardLease lease) =>
        Heard(session, lease, await stores.Work.ClaimAsync(function, lease, session, Ct), !Fault(15));

    public void Start(Claim claim) => Tell("start", claim.Session, Name(claim));

    /// <summary>Ends an attempt, and its invocation unless another attempt is to come.</summary>
    /// <returns>Whether the answer was heard, and the next claim if one was asked for and came.</returns>
    /// <param name="asks">Whether the next is asked for, where there is a lease.</param>
    public async Task<(bool Heard, Claim? Next)> EndAsync(string by, Claim claim, Fate fate, ShardLease? lease, bool asks = true)
    {
        var (action, record) = fate switch
        {
            Fate.Ends => ("finish", Stores.Ended(claim)),
            Fate.Dies => ("bury", Stores.Ended(claim) with { State = InvocationState.Dead, Outcome = Outcome.FunctionError }),
            _ => ("retry", Stores.Ended(claim) with { State = InvocationState.Queued, Outcome = null, LastOutcome = Outcome.FunctionError }),
        };
        var outcome = await stores.Work.FinishAsync(claim, record, "{}"u8.ToArray(), fate, lease, Ct, asks);
        Tell(action, by, claim.Session, Name(claim), outcome.Won ? "ok" : "refused");
        var heard = !Fault(10);
        if (lease is null) return (heard, null);
        var next = asks ? Heard(by, lease, outcome.Next, heard) : null;
        if (fate is Fate.Ends && outcome.Next.Claim is null) Tell("room", by, Epoch(lease));
        return (heard, next);
    }

    public async Task<IReadOnlyList<DeadLetter>> ListLettersAsync()
    {
        var letters = (await stores.Letters.ListAsync(function, null, 1_000, Ct)).Letters;
        Tell("list-letters", ["operator", .. letters.Select(letter => _names[letter.Id])]);
        return letters;
    }

    /// <returns>Whether the answer was heard.</returns>
    public async Task<bool> RedriveAsync(DeadLetter letter)
    {
        var answer = await stores.Letters.InvokeAsync(function, letter, Stores.Trace, Ct);
        var first = answer.Outcome == EnqueueOutcome.Accepted;
        Tell("redrive", "operator", _names[letter.Id], first ? NewName(answer.First) : _names[answer.First], first ? "ok" : "same");
        return !Fault(3);
    }

    public async Task PurgeAsync(InvocationId letter) =>
        Tell("purge", "operator", _names[letter], await stores.Letters.PurgeAsync(function, letter, Ct) ? "ok" : "refused");

    public async Task<IEnumerable<byte[]>> DueAsync() => (await stores.Delayed.ListDueAsync(function.Shard)).Due.Select(one => one.Id);

    public async Task PromoteAsync(string by, byte[] id)
    {
        var moved = await stores.Delayed.PromoteAsync(function, [id]);
        Tell("promote", by, _names[InvocationId.FromBytes(id)], moved == 1 ? "ok" : "refused");
    }

    /// <summary>Some invocation as its caller sees it; without a record when nobody has started it whose caller waits. Most often a late one: the others have ended.</summary>
    public async Task<(InvocationId Id, InvocationRecord? Record)?> SeeAsync()
    {
        if (_names.Count == 0) return null;
        var id = _names.Keys.ElementAt(random.Next(4) == 0 ? random.Next(_names.Count) : Math.Max(0, _names.Count - 1 - random.Next(4)));
        var seen = await stores.Invocations.FindAsync(id, Ct);
        Tell("see", "gateway", _names[id], seen is null ? "none" : $"{KebabCase<InvocationState>.Name(seen.State)}{(seen is { Outcome: null, LastOutcome: not null } ? "-again" : "")}");
        // Only one who waits gives up on what he does not see.
        return seen is null && !_sync.Contains(id) ? null : (id, seen);
    }

    /// <summary>The lifetime of the record of one that has ended is over. Not where a caller waits: nobody pauses for that long who has one.</summary>
    public async Task ForgetAsync()
    {
        if (_names.Count == 0) return;
        var (id, name) = _names.ElementAt(random.Next(_names.Count));
        // The record of a dead letter lives as long as the letter.
        if (_sync.Contains(id) || await stores.Raw.SortedSetScoreAsync(Keys.Dead(function), id.ToBytes()) is not null || await stores.Raw.KeyTimeToLiveAsync(Keys.Record(id)) is null) return;
        await stores.Raw.KeyDeleteAsync([Keys.Record(id), Keys.Result(id)]);
        Tell("forget", name);
    }

    /// <summary>The ledger of the shard, and what is noted for those who must not count: how many are delayed or cancelled, and whether any wait.</summary>
    public async Task BalanceAsync()
    {
        var ledger = await stores.Ledger.ReadAsync(function.Shard, Ct);
        var notes = await stores.Raw.HashGetAsync(Keys.Function(function), ["delayed", "holes", "uncounted"]);
        var ready = await stores.Raw.SetContainsAsync(Keys.Ready(function.Shard), function.ToString());
        object[] words =
        [
            ledger.Accepted, ledger.Waiting, ledger.Delayed, ledger.Running, ledger.Done, ledger.Failed, ledger.Dead, ledger.Cancelled, (long)notes[0], (long)notes[1], (long)notes[2], ready ? "ready" : "idle",
        ];
        Tell("balance", [.. words.Select(word => $"{word}")]);
    }

    /// <summary>The store is one whose clock is decades behind: the epoch it has was given by another, in 2100.</summary>
    public async Task FailoverAsync()
    {
        const string epoch = "4102444800000000";
        await stores.Raw.StringSetAsync(Keys.Epoch(function.Shard), epoch);
        Tell("failover", epoch);
    }

    /// <summary>Whether its owner finds it among those that have work.</summary>
    public async Task<bool> IsReadyAsync() => (await stores.Work.ListReadyAsync(function.Shard, _ => false, Ct)).Count > 0;

    /// <summary>Takes back what was seen, or gives up on it, wherever it is by now.</summary>
    public async Task CancelAsync(InvocationId id, InvocationRecord? seen)
    {
        if (seen is { Outcome: not null }) return;
        var (known, was) = seen is null
            ? ("waiting", await stores.Ending.GiveUpAsync(function, id, Stores.Trace, "Nobody started it.", Ct) ? "waiting" : null)
            : (seen.State == InvocationState.Running ? "claimed" : "recorded", await stores.Ending.CancelAsync(seen));
        Tell("cancel", "gateway", _names[id], known, was ?? "refused");
    }

    /// <summary>Gives up on one that the store has lost.</summary>
    public async Task GiveUpLostAsync()
    {
        var id = InvocationId.New(function.Shard, DateTimeOffset.UnixEpoch);
        Tell("cancel", "gateway", InvocationModel.Lost, "waiting", await stores.Ending.GiveUpAsync(function, id, Stores.Trace, "Nobody started it.", Ct) ? "waiting" : "refused");
    }

    /// <returns>Whether the answer was heard.</returns>
    public async Task<bool> ReleaseAsync(string by, Claim claim, bool started)
    {
        var done = await stores.Work.ReleaseAsync(claim, started, Ct);
        Tell("release", by, claim.Session, Name(claim), started ? "started" : "unstarted", done ? "ok" : "refused");
        return !Fault(5);
    }

    /// <summary>The store's clock passes the time of one that is delayed, or of all.</summary>
    public async Task PassTimeAsync(bool all)
    {
        var delayed = await stores.Raw.SortedSetRangeByRankAsync(Keys.Delayed(function.Shard));
        if (delayed.Length == 0) return;
        foreach (var one in all ? delayed : [delayed[random.Next(delayed.Length)]])
        {
            await stores.Raw.SortedSetAddAsync(Keys.Delayed(function.Shard), one, 0);
            Tell("due", _names[InvocationId.FromBytes(((byte[])one!).AsSpan(0, InvocationId.Size))]);
        }
    }

    /// <summary>The store's clock passes the end of the lease.</summary>
    public async Task ExpireLeaseAsync()
    {
        await stores.Raw.KeyDeleteAsync(Keys.Lease(function.Shard));
        Tell("expire-lease");
    }

    public async Task ExpireSessionAsync(string session)
    {
        await stores.Raw.KeyDeleteAsync(Keys.Session(session));
        Tell("expire-session", session);
    }

    public async Task<bool> IsAtRestAsync() =>
        await stores.Raw.ListLengthAsync(Keys.Queue(function)) == 0 && await stores.Raw.SortedSetLengthAsync(Keys.Aside(function)) == 0
        && await stores.Raw.SortedSetLengthAsync(Keys.Delayed(function.Shard)) == 0 && await stores.Raw.HashLengthAsync(Keys.Claims(function.Shard)) == 0;

    private async Task HandAsync(Claim claim)
    {
        var lease = new ShardLease(function.Shard, (await stores.Raw.StringGetAsync(Keys.Lease(function.Shard)))!);
        var told = await _sent[claim.Session].Reader.ReadAsync(Ct);
        Assert.Equal((claim.Item.Id, claim.Item.Attempt, claim.ClaimedMicros), (told.Item.Id, told.Item.Attempt, told.ClaimedMicros));
        var heard = !Fault(2);
        if (heard) _handed[claim.Session].Enqueue(told);
        Tell("hand", claim.Session, Epoch(lease), Name(told), heard ? "heard" : "lost");
    }

    private Claim? Heard(string session, ShardLease lease, ClaimOutcome outcome, bool heard)
    {
        Tell("claim", session, Epoch(lease), outcome.LeaseLost ? "refused" : outcome.Claim is { } claim ? Name(claim) : "nothing");
        return heard ? outcome.Claim : null;
    }

    private string NewName(InvocationId id) => _names[id] = $"i{_names.Count}";

    private string Name(Claim claim) =>
        new ClaimName(_names[claim.Item.Id], claim.Item.Attempt, claim.ClaimedMicros.ToString(CultureInfo.InvariantCulture)).ToString();

    private static string Epoch(ShardLease lease) => lease.Owner[(lease.Owner.LastIndexOf(':') + 1)..];

    private void Tell(string action, params string[] words) => History.Add(new(action, words));
}
