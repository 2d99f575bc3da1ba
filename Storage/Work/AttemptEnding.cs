using System.Text;
using System.Text.Json;
using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The end of an attempt as <c>finish.lua</c>, <c>bury.lua</c> and <c>retry.lua</c> take it.</summary>
internal sealed class AttemptEnding
{
    /// <summary>Largest result that travels in a message and stands with its record; beyond it the gateway reads a key of its own.</summary>
    public const int MaxMessageResult = 16 << 10;

    private readonly Claim _claim;
    private readonly InvocationRecord _record;
    private readonly ReadOnlyMemory<byte> _result;
    private readonly ShardLease? _next;
    private readonly bool _asks;
    private readonly StorageOptions _options;
    private readonly string _name, _logs;

    public AttemptEnding(Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, ShardLease? next, bool asks, StorageOptions options)
    {
        (_claim, _result, _next, _asks, _options, _name) = (claim, result, next, asks, options, claim.Function.ToString());
        _logs = record.Logs is { Length: > InvocationRecord.MaxInlineLogs / 4 } text && Encoding.UTF8.GetByteCount(text) > InvocationRecord.MaxInlineLogs ? text : "";
        _record = _logs.Length > 0 ? record with { Logs = null, LogsApart = true } : record;
    }

    private Shard Shard => _claim.Item.Id.Shard;

    /// <summary>Of those nobody asks for again only the last few records are kept.</summary>
    private bool IsRecent => _record is { Sync: true, State: InvocationState.Done } && !_claim.Item.Keyed;

    /// <summary>Its size on the wire, in bytes, without names.</summary>
    public int Weight => _result.Length + _logs.Length;

    /// <summary>What it may be ended as one with.</summary>
    public EndsOf Whose => new(_claim.Function, _claim.Session, _next?.Owner, _asks);

    /// <summary>What <c>finish.lua</c> wants to know once for all attempts of a function.</summary>
    public void AddHead(List<RedisKey> keys, List<RedisValue> values, int count)
    {
        keys.AddRange(ClaimKeys);
        keys.AddRange([Keys.Recent(_claim.Function), Keys.RecentRecords(Shard)]);
        values.AddRange(ClaimValues(count));
        values.Add(count);
    }

    /// <summary>And of each.</summary>
    public void Add(List<RedisKey> keys, List<RedisValue> values)
    {
        keys.AddRange(OwnKeys);
        values.AddRange(OwnValues);
        values.Add(IsRecent ? "recent" : "");
    }

    public RedisKey[] BuryKeys() => [.. ClaimKeys, Keys.Dead(_claim.Function), Keys.DeadItems(_claim.Function), .. OwnKeys];

    public RedisValue[] BuryValues() =>
        [.. ClaimValues(1), MaxMessageResult, (long)_options.KeepDeadLetters.TotalMilliseconds, _options.DeadLetters, _claim.Item.Bytes, .. OwnValues];

    public RedisKey[] RetryKeys() => [.. ClaimKeys, Keys.Record(_record.Id), Keys.Delayed(Shard), Keys.DelayedItems(Shard)];

    public RedisValue[] RetryValues(TimeSpan delay) =>
    [
        .. ClaimValues(1), _claim.Key, _record.Sync ? "" : Json(_record with { LogsApart = false }), _claim.Item.AfterFailure().Bytes, (long)delay.TotalMicroseconds, Keys.Wake(Shard),
    ];

    private RedisKey[] ClaimKeys => Keys.Claiming(_claim.Function);

    private RedisKey[] OwnKeys => [Keys.Record(_record.Id), Keys.Result(_record.Id), Keys.Logs(_record.Id)];

    private RedisValue[] OwnValues =>
    [
        _claim.Key, Json(_record), _result, _logs, _claim.Item.Gateway is { } gateway ? Keys.Reply(gateway) : "", KebabCase<InvocationState>.Name(_record.State),
    ];

    private RedisValue[] ClaimValues(int most) => [_next?.Owner ?? "", _name, _claim.Session, _next is not null && _asks ? most : 0];

    private static byte[] Json(InvocationRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.InvocationRecord);
}
