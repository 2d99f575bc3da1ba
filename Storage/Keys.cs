using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>Every key and channel there is. What belongs to a function carries its shard's hash tag, so a script touches one slot of a cluster.</summary>
internal static class Keys
{
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

    /// <summary>Definition (hash: rev, doc).</summary>
    public static RedisKey Function(FunctionId id) => $"{Tag(id.Shard)}fn:{id}";

    /// <summary>Names of a namespace's functions (sorted set, by name).</summary>
    public static RedisKey Functions(string ns) => $"{{ns:{ns}}}:functions";

    /// <summary>Waiting items (list, oldest at the right). The 0 is the partition: room for several owners of one hot function.</summary>
    public static RedisKey Queue(FunctionId id) => $"{Tag(id.Shard)}q:{id}:0";

    /// <summary>Ids of successful synchronous invocations whose records are kept (list, newest at the right).</summary>
    public static RedisKey Recent(FunctionId id) => $"{Tag(id.Shard)}recent:{id}";

    /// <summary>Those records (hash: id to record).</summary>
    public static RedisKey RecentRecords(Shard shard) => $"{Tag(shard)}recents";

    /// <summary>Functions of the shard with waiting items (set).</summary>
    public static RedisKey Ready(Shard shard) => $"{Tag(shard)}ready";

    /// <summary>Claimed items (hash: id, attempt, moment and session to function and item).</summary>
    public static RedisKey Claims(Shard shard) => $"{Tag(shard)}claims";

    /// <summary>Who owns the shard (string: session and epoch), gone when the lease is over.</summary>
    public static RedisKey Lease(Shard shard) => $"{Tag(shard)}lease";

    /// <summary>Last epoch of the shard's lease.</summary>
    public static RedisKey Epoch(Shard shard) => $"{Tag(shard)}epoch";

    public static RedisKey Record(InvocationId id) => $"{Tag(id.Shard)}inv:{id}";
    public static RedisKey Result(InvocationId id) => $"{Tag(id.Shard)}res:{id}";
    public static RedisKey Logs(InvocationId id) => $"{Tag(id.Shard)}log:{id}";

    /// <summary>Channel: work for the shard; the message is the queue's length and the function.</summary>
    public static string Wake(Shard shard) => $"{Tag(shard)}wake";

    /// <summary>Channel: results for one gateway.</summary>
    public static string Reply(string gateway) => $"faas:reply:{gateway}";

    /// <summary>Size of a code blob, in bytes; written last, so it tells that all chunks are there.</summary>
    public static RedisKey CodeSize(string sha) => $"{{{sha}}}:size";
    public static RedisKey CodeChunk(string sha, int index) => $"{{{sha}}}:{index}";

    /// <summary>Functions that use a code blob (set).</summary>
    public static RedisKey CodeUsers(string sha) => $"{{{sha}}}:users";

    public static RedisKey Leader(string cluster) => $"{{mesos:{cluster}}}:leader";

    /// <summary>Who leads, as in its lease, and where it is found.</summary>
    public static RedisKey LeaderAddress(string cluster) => $"{{mesos:{cluster}}}:address";
    public static RedisKey LeaderEpoch(string cluster) => $"{{mesos:{cluster}}}:epoch";
    public static RedisKey Framework(string cluster) => $"{{mesos:{cluster}}}:framework";
    public static RedisKey ClusterToken(string cluster) => $"{{mesos:{cluster}}}:token";
    public static RedisKey ExecutorInfos(string cluster) => $"{{mesos:{cluster}}}:executors";
    public static RedisKey Slots(string cluster) => $"{{mesos:{cluster}}}:slots";

    private static string Tag(Shard shard) => $"{{{shard}}}:";
}
