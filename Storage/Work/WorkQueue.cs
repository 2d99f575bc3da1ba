using System.Globalization;
using System.Text;
using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>The invoker's end of the queue.</summary>
public sealed class WorkQueue(RedisStore redis, IOptions<StorageOptions> options)
{
    /// <summary>Largest result that travels in a message; beyond it the gateway reads the store.</summary>
    private const int MaxMessageResult = 16 << 10;

    /// <summary>Claims the oldest waiting invocation of a function.</summary>
    public Task<ClaimOutcome> ClaimAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct) =>
        ClaimAsync(Script.Claim, function, lease, session, ct);

    /// <summary>Claims the oldest waiting invocation only if its caller has given up by now; for functions that have no container to claim for.</summary>
    public Task<ClaimOutcome> ClaimExpiredAsync(FunctionId function, ShardLease lease, string session, CancellationToken ct) =>
        ClaimAsync(Script.ClaimExpired, function, lease, session, ct);

    private async Task<ClaimOutcome> ClaimAsync(Script script, FunctionId function, ShardLease lease, string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var answer = await redis.RunAsync(script,
            [Keys.Lease(lease.Shard), Keys.Function(function), Keys.Queue(function), Keys.Ready(lease.Shard), Keys.Claims(lease.Shard)],
            [lease.Owner, function.ToString(), session]);
        return Read(answer, 0, function, session);
    }

    /// <summary>Ends a claimed attempt and, with a lease, claims the next of its function in the same step.</summary>
    /// <param name="record">The final record; logs beyond <see cref="InvocationRecord.MaxInlineLogs"/> are taken out of it and kept apart.</param>
    public async Task<FinishOutcome> FinishAsync(Claim claim, InvocationRecord record, ReadOnlyMemory<byte> result, ShardLease? next, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (function, shard) = (claim.Function, claim.Item.Id.Shard);
        var logs = record.Logs is { Length: > InvocationRecord.MaxInlineLogs / 4 } text && Encoding.UTF8.GetByteCount(text) > InvocationRecord.MaxInlineLogs ? text : "";
        if (logs.Length > 0) record = record with { Logs = null, LogsApart = true };
        var recent = record is { Sync: true, State: InvocationState.Done };
        var answer = await redis.RunAsync(Script.Finish,
            [
                Keys.Lease(shard), Keys.Function(function), Keys.Queue(function), Keys.Ready(shard), Keys.Claims(shard),
                Keys.Record(record.Id), Keys.Result(record.Id), Keys.Logs(record.Id), Keys.Recent(function), Keys.RecentRecords(shard),
            ],
            [
                next?.Owner ?? "", function.ToString(), claim.Session, claim.Key,
                JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.InvocationRecord), result, logs,
                (long)options.Value.KeepInvocations.TotalMilliseconds, (long)(recent ? options.Value.KeepSyncResults : options.Value.KeepInvocations).TotalMilliseconds,
                recent ? options.Value.KeepSyncSuccesses : 0, claim.Item.Gateway is { } gateway ? Keys.Reply(gateway) : "", MaxMessageResult,
            ]);
        return new((int)answer[0] == 1, Read(answer, 1, function, claim.Session));
    }

    /// <summary>Puts a claimed invocation back at the head of its queue.</summary>
    /// <param name="started">Whether it may have been started: then it comes back as its next attempt.</param>
    /// <returns>Whether the claim was still there.</returns>
    public async Task<bool> ReleaseAsync(Claim claim, bool started, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var shard = claim.Item.Id.Shard;
        return (int)await redis.RunAsync(Script.Release,
            [Keys.Claims(shard), Keys.Queue(claim.Function), Keys.Ready(shard)],
            [claim.Key, started ? claim.Item.NextAttempt() : claim.Item.Bytes, claim.Function.ToString(), Keys.Wake(shard)]) == 1;
    }

    /// <summary>The functions of a shard with waiting invocations, and how many.</summary>
    public async Task<IReadOnlyList<(FunctionId Function, long Waiting)>> ListReadyAsync(Shard shard, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var names = await redis.RunAsync(db => db.SetMembersAsync(Keys.Ready(shard)));
        if (names.Length == 0) return [];
        var functions = names.Select(name => FunctionId.Parse(name!)).ToArray();
        var lengths = await redis.RunAsync(db => Task.WhenAll(functions.Select(function => db.ListLengthAsync(Keys.Queue(function)))));
        return [.. functions.Zip(lengths).Where(queue => queue.Second > 0)];
    }

    /// <summary>Claims in a shard, whoever made them.</summary>
    public async Task<IReadOnlyList<Claim>> ListClaimsAsync(Shard shard, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var entries = await redis.RunAsync(db => db.HashGetAllAsync(Keys.Claims(shard)));
        return [.. entries.Select(ReadClaim)];
    }

    private static Claim ReadClaim(HashEntry entry)
    {
        byte[] key = entry.Name!, value = entry.Value!;
        const int momentAt = InvocationId.Size + 1;
        var moment = key.AsSpan(momentAt..^QueueItem.PartyLength);
        var newline = Array.IndexOf(value, (byte)'\n');
        return new(
            FunctionId.Parse(Encoding.UTF8.GetString(value.AsSpan(0, newline))), new(value.AsMemory(newline + 1)),
            Encoding.ASCII.GetString(key.AsSpan(key.Length - QueueItem.PartyLength)), moment.IsEmpty ? 0 : long.Parse(moment, CultureInfo.InvariantCulture), null);
    }

    private static ClaimOutcome Read(RedisResult answer, int at, FunctionId function, string session) =>
        (byte[]?)answer[at] is { } item
            ? new(new(function, new(item), session, (long)answer[at + 1], (string?)answer[at + 3]), (long)answer[at + 2], false)
            : new(null, 0, (int)answer[at + 4] == 0);
}
