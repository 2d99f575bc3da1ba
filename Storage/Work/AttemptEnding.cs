using System.Text;
using System.Text.Json;
using Faas.Contracts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The end of an attempt as <c>finish.lua</c>, <c>bury.lua</c> and <c>retry.lua</c> take it.</summary>
internal sealed class AttemptEnding
{
    /// <summary>Largest result that travels in a message and stands with its record; beyond it the gateway reads a key of its own.</summary>
    private const int MaxMessageResult = 16 << 10;

    private readonly Claim _claim;
    private readonly InvocationRecord _record;
    private readonly ReadOnlyMemory<byte> _result;
    private readonly ShardLease? _next;
    private readonly StorageOptions _options;
    private readonly string _name, _logs;

    public AttemptEnding(Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, ShardLease? next, StorageOptions options)
    {
        (_claim, _result, _next, _options, _name) = (claim, result, next, options, claim.Function.ToString());
        _logs = record.Logs is { Length: > InvocationRecord.MaxInlineLogs / 4 } text && Encoding.UTF8.GetByteCount(text) > InvocationRecord.MaxInlineLogs ? text : "";
        _record = _logs.Length > 0 ? record with { Logs = null, LogsApart = true } : record;
    }

    private Shard Shard => _claim.Item.Id.Shard;

    /// <summary>Of those nobody asks for again only the last few records are kept.</summary>
    private bool IsRecent => _record is { Sync: true, State: InvocationState.Done } && !_claim.Item.Keyed;

    private RedisKey[] ClaimKeys =>
    [
        Keys.Lease(Shard), Keys.Function(_claim.Function), Keys.Queue(_claim.Function), Keys.Aside(_claim.Function), Keys.Ready(Shard), Keys.Claims(Shard),
    ];

    private RedisValue[] ClaimValues => [_next?.Owner ?? "", _name, _claim.Session, _claim.Key];

    public RedisKey[] FinishKeys() => [.. EndKeys(), Keys.Recent(_claim.Function), Keys.RecentRecords(Shard)];

    public RedisValue[] FinishValues() =>
    [
        .. EndValues(_options.KeepInvocations), (long)(IsRecent ? _options.KeepSyncResults : _options.KeepInvocations).TotalMilliseconds, IsRecent ? _options.KeepSyncSuccesses : 0,
    ];

    public RedisKey[] BuryKeys() => [.. EndKeys(), Keys.Dead(_claim.Function), Keys.DeadItems(_claim.Function)];

    public RedisValue[] BuryValues() => [.. EndValues(_options.KeepDeadLetters), _options.DeadLetters, _claim.Item.Bytes];

    public RedisKey[] RetryKeys() => [.. ClaimKeys, Keys.Record(_record.Id), Keys.Delayed(Shard), Keys.DelayedItems(Shard)];

    public RedisValue[] RetryValues(TimeSpan delay) =>
    [
        .. ClaimValues, _record.Sync ? "" : Json(_record with { LogsApart = false }), _claim.Item.AfterFailure().Bytes, (long)delay.TotalMicroseconds, Keys.Wake(Shard),
    ];

    private RedisKey[] EndKeys() => [.. ClaimKeys, Keys.Record(_record.Id), Keys.Result(_record.Id), Keys.Logs(_record.Id), Keys.Ledger(Shard)];

    private RedisValue[] EndValues(TimeSpan keep) =>
    [
        .. ClaimValues, Json(_record), _result, _logs, (long)keep.TotalMilliseconds,
        _claim.Item.Gateway is { } gateway ? Keys.Reply(gateway) : "", MaxMessageResult, KebabCase<InvocationState>.Name(_record.State),
    ];

    private static byte[] Json(InvocationRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.InvocationRecord);
}
