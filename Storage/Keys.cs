using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Every key and channel there is. What belongs to a function carries its shard's hash tag, so a script touches one slot of a cluster.</summary>
internal static class Keys
{
    private static readonly string[] Tags = [.. Enumerable.Range(0, Shard.Count).Select(value => $"{{{Shard.FromValue(value)}}}:")];

    /// <summary>Shards that hold functions (set): only these are leased.</summary>
    public static readonly RedisKey Shards = "faas:shards";

    /// <summary>Sessions of invokers (set); one that has no key of its own any more is over.</summary>
    public static readonly RedisKey Sessions = "faas:sessions";

    /// <summary>Kinds last reported by a leader (hash: kind to JSON), so that a gateway can check one while no invoker lives.</summary>
    public static readonly RedisKey Kinds = "faas:kinds";

    /// <summary>API keys (set of ids).</summary>
    public static readonly RedisKey ApiKeys = "faas:apikeys";

    /// <summary>Channel: a shard got its first function.</summary>
    public const string ShardsChanged = "faas:shards:changed";

    public static RedisKey ApiKey(string id) => $"faas:apikey:{id}";
    public static RedisKey Session(string session) => $"faas:session:{session}";

    /// <summary>Executors that a session uses (string, an address a line); outlives it for a while.</summary>
    public static RedisKey SessionExecutors(string session) => $"faas:session:{session}:executors";

    /// <summary>
    /// Definition (hash: rev, doc, and what scripts check: queue, rate and its tat), how many of its runs there is room for at once (idle) and with whom (idler),
    /// and what scripts note of its waiting items:
    /// how many are delayed, how many were ended there (holes) and which (x and the id), and how many of these are to be counted when they are passed over (uncounted).
    /// </summary>
    public static RedisKey Function(FunctionId id) => $"{Tag(id.Shard)}fn:{id}";

    /// <summary>Names of a namespace's functions (sorted set, by name).</summary>
    public static RedisKey Functions(string ns) => $"{{ns:{ns}}}:functions";

    /// <summary>Its limits (string).</summary>
    public static RedisKey NamespaceLimits(string ns) => $"{{ns:{ns}}}:limits";

    /// <summary>When the bucket of its rate is full again (string, microseconds).</summary>
    public static RedisKey NamespaceRate(string ns) => $"{{ns:{ns}}}:rate";

    /// <summary>How its limit of running invocations is shared (hash: session to how many it holds, how many it wants, and when its turn began).</summary>
    public static RedisKey NamespaceShares(string ns) => $"{{ns:{ns}}}:shares";

    /// <summary>Waiting items (list, oldest at the right; <c>h</c> stands for one of high priority). The 0 is the partition: room for several owners of one hot function.</summary>
    public static RedisKey Queue(FunctionId id) => $"{Tag(id.Shard)}q:{id}:0";

    /// <summary>What its waiting items wait for (string), while that is worth telling.</summary>
    public static RedisKey Wait(FunctionId id) => $"{Tag(id.Shard)}wait:{id}";

    /// <summary>Waiting items of high and of low priority (sorted set, next first).</summary>
    public static RedisKey Aside(FunctionId id) => $"{Tag(id.Shard)}q:{id}:0:aside";

    /// <summary>Its dead letters (sorted set: id by the time it died).</summary>
    public static RedisKey Dead(FunctionId id) => $"{Tag(id.Shard)}dead:{id}";

    /// <summary>What they were (hash: id to item).</summary>
    public static RedisKey DeadItems(FunctionId id) => $"{Tag(id.Shard)}dead:{id}:items";

    /// <summary>What was accepted under an idempotency key (string: id and digest of the request).</summary>
    public static RedisKey Once(FunctionId id, string digest) => $"{Tag(id.Shard)}once:{id}:{digest}";

    /// <summary>Ids of successful synchronous invocations whose records are kept (list, newest at the right).</summary>
    public static RedisKey Recent(FunctionId id) => $"{Tag(id.Shard)}recent:{id}";

    /// <summary>Those records (hash: id to record).</summary>
    public static RedisKey RecentRecords(Shard shard) => $"{Tag(shard)}recents";

    /// <summary>Functions of the shard with waiting items (set).</summary>
    public static RedisKey Ready(Shard shard) => $"{Tag(shard)}ready";

    /// <summary>Claimed items (hash: id, attempt, moment and session to function and item).</summary>
    public static RedisKey Claims(Shard shard) => $"{Tag(shard)}claims";

    /// <summary>Items that are not due yet (sorted set: id and function, by when they are).</summary>
    public static RedisKey Delayed(Shard shard) => $"{Tag(shard)}delayed";

    /// <summary>Those items (hash: id to item).</summary>
    public static RedisKey DelayedItems(Shard shard) => $"{Tag(shard)}delayed:items";

    /// <summary>How many invocations of the shard were ever accepted, and ended in each state (hash).</summary>
    public static RedisKey Ledger(Shard shard) => $"{Tag(shard)}ledger";

    /// <summary>Who owns the shard (string: session and epoch), gone when the lease is over.</summary>
    public static RedisKey Lease(Shard shard) => $"{Tag(shard)}lease";

    /// <summary>Last epoch of the shard's lease.</summary>
    public static RedisKey Epoch(Shard shard) => $"{Tag(shard)}epoch";

    /// <summary>Record of an invocation, and its result (string: <see cref="StoredRecord"/>).</summary>
    public static RedisKey Record(InvocationId id) => $"{Tag(id.Shard)}inv:{id}";

    /// <summary>A result that stands apart: of more than 16 KiB, or of a recent record, which it does not outlive.</summary>
    public static RedisKey Result(InvocationId id) => $"{Tag(id.Shard)}res:{id}";
    public static RedisKey Logs(InvocationId id) => $"{Tag(id.Shard)}log:{id}";

    /// <summary>Channel: work for the shard; the message is the queue's length and the function; a length of 0 says that one is delayed.</summary>
    public static string Wake(Shard shard) => $"{Tag(shard)}wake";

    /// <summary>Channel: results for one gateway.</summary>
    public static string Reply(string gateway) => ReplyPrefix + gateway;
    public const string ReplyPrefix = "faas:reply:";

    /// <summary>Channel: invocations an invoker need not go on with, by id.</summary>
    public static string Abandon(string session) => AbandonPrefix + session;
    public const string AbandonPrefix = "faas:abandon:";

    /// <summary>Channel: what was claimed for an invoker where it was accepted (<see cref="HandedClaim"/>).</summary>
    public static string Hand(string session) => HandPrefix + session;
    public const string HandPrefix = "faas:hand:";

    /// <summary>Channel: namespaces whose shares an invoker is to look at.</summary>
    public static string Share(string session) => SharePrefix + session;
    public const string SharePrefix = "faas:share:";

    /// <summary>Size of a code blob, in bytes; written last, so it tells that all chunks are there.</summary>
    public static RedisKey CodeSize(string sha) => $"{{{sha}}}:size";
    public static RedisKey CodeChunk(string sha, int index) => $"{{{sha}}}:{index}";

    /// <summary>Revisions that use a code blob (set).</summary>
    public static RedisKey CodeUsers(string sha) => $"{{{sha}}}:users";

    public static RedisKey Leader(string cluster) => $"{{mesos:{cluster}}}:leader";

    /// <summary>Who leads, as in its lease, and where it is found.</summary>
    public static RedisKey LeaderAddress(string cluster) => $"{{mesos:{cluster}}}:address";
    public static RedisKey LeaderEpoch(string cluster) => $"{{mesos:{cluster}}}:epoch";
    public static RedisKey Framework(string cluster) => $"{{mesos:{cluster}}}:framework";
    public static RedisKey ClusterToken(string cluster) => $"{{mesos:{cluster}}}:token";
    public static RedisKey ExecutorInfos(string cluster) => $"{{mesos:{cluster}}}:executors";
    public static RedisKey Slots(string cluster) => $"{{mesos:{cluster}}}:slots";

    /// <summary>What every script that claims for a function begins with. Written for each claim and each end: its name and its shard are worked out once.</summary>
    public static RedisKey[] Claiming(FunctionId id)
    {
        var (name, shard) = (id.ToString(), id.Shard);
        var (tag, queue) = (Tag(shard), $"{Tag(shard)}q:{name}:0");
        return [Lease(shard), $"{tag}fn:{name}", queue, queue + ":aside", Ready(shard), Claims(shard), Ledger(shard)];
    }

    private static string Tag(Shard shard) => Tags[shard.Value];
}
