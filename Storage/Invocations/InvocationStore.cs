using System.Text;
using Faas.Contracts;
using Faas.Storage.Connection;

namespace Faas.Storage;

/// <summary>What is kept of invocations.</summary>
public sealed class InvocationStore(RedisStore redis)
{
    /// <summary>The record of an invocation, or <see langword="null"/>: never accepted here, kept no longer, or a synchronous one not yet started.</summary>
    public async Task<InvocationRecord?> FindAsync(InvocationId id, CancellationToken ct)
    {
        var record = await ReadAsync(id, ct);
        if (record is { Outcome: not null }) return record;
        if (await FindClaimAsync(id, ct) is { } claim) return Running(claim);
        if (record is null) return await ReadAsync(id, ct);
        var due = await redis.RunAsync(db => db.SortedSetScoreAsync(Keys.Delayed(id.Shard), (byte[])[.. id.ToBytes(), .. Encoding.UTF8.GetBytes(record.Function)]));
        return due is { } micros ? record with { State = InvocationState.Delayed, DueMicros = (long)micros } : await ReadAsync(id, ct);
    }

    /// <summary>The result of an invocation that has ended, or <see langword="null"/> when it is kept no longer.</summary>
    public async Task<byte[]?> FindResultAsync(InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var (record, apart) = await redis.RunAsync(async db =>
        {
            var (with, alone) = (db.StringGetAsync(Keys.Record(id)), db.StringGetAsync(Keys.Result(id)));
            return (await with, await alone);
        });
        return (record.IsNull ? null : StoredRecord.ResultIn((byte[])record!)) ?? (byte[]?)apart;
    }

    /// <summary>The log lines of an invocation, wherever they are kept.</summary>
    public async Task<string> FindLogsAsync(InvocationRecord record, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!record.LogsApart) return record.Logs ?? "";
        return (string?)await redis.RunAsync(db => db.StringGetAsync(Keys.Logs(record.Id))) ?? "";
    }

    /// <summary>Record and result together once an invocation has ended; <see langword="null"/> before.</summary>
    public async Task<FinishedInvocation?> FindFinishedAsync(InvocationId id, CancellationToken ct) =>
        await FindStoredAsync(id, ct) is { } value && StoredRecord.Read(value) is { Outcome: not null } record
            ? await FindResultAsync(record, value, ct)
            : null;

    /// <summary>
    /// What nobody was to ask for again is kept for a minute, and whoever waits may be cut off from the store for longer: no result is none that could be told.
    /// </summary>
    private async Task<FinishedInvocation> FindResultAsync(InvocationRecord record, byte[] value, CancellationToken ct) =>
        (StoredRecord.ResultIn(value) ?? await FindResultAsync(record.Id, ct)) is { } result ? new(record, result)
        : record.Outcome != Outcome.Success ? new(record, default)
        : new(record with { State = InvocationState.Failed, Outcome = Outcome.OutcomeUnknown, Reason = "It was done, and its result was kept no longer when the store could be asked for it." }, default);

    /// <summary>The record as it stands: queued until the end.</summary>
    private async Task<InvocationRecord?> ReadAsync(InvocationId id, CancellationToken ct) =>
        await FindStoredAsync(id, ct) is { } value ? StoredRecord.Read(value) : null;

    private async Task<byte[]?> FindStoredAsync(InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var value = await redis.RunAsync(db => db.StringGetAsync(Keys.Record(id)));
        if (value.IsNull) value = await redis.RunAsync(db => db.HashGetAsync(Keys.RecentRecords(id.Shard), id.ToBytes()));
        return (byte[]?)value;
    }

    /// <summary>Whether an invoker has it in its hands. Looks through the claims of a shard: for rare occasions.</summary>
    public async Task<bool> IsClaimedAsync(InvocationId id, CancellationToken ct) => await FindClaimAsync(id, ct) is not null;

    private Task<Claim?> FindClaimAsync(InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => StoredClaim.FindAsync(db, id));
    }

    /// <summary>What a claim tells of an invocation that has no record of its own until it ends.</summary>
    private static InvocationRecord Running(Claim claim) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        State = InvocationState.Running,
        Attempt = claim.Item.Attempt,
        Sync = claim.Item.Sync,
        AcceptedMicros = claim.Item.AcceptedMicros,
        TraceParent = claim.Item.TraceParent,
    };
}
