using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;

namespace Faas.Storage;

/// <summary>What is kept of invocations.</summary>
public sealed class InvocationStore(RedisStore redis)
{
    /// <summary>The record of an invocation, or <see langword="null"/>: never accepted here, kept no longer, or a synchronous one still under way.</summary>
    public async Task<InvocationRecord?> FindAsync(InvocationId id, CancellationToken ct)
    {
        var record = await ReadAsync(id, ct);
        return record is { State: InvocationState.Queued } && await IsRunningAsync(id, ct) ? record with { State = InvocationState.Running } : record;
    }

    /// <summary>The result of an invocation that has ended, or <see langword="null"/> when it is kept no longer.</summary>
    public async Task<byte[]?> FindResultAsync(InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return (byte[]?)await redis.RunAsync(db => db.StringGetAsync(Keys.Result(id)));
    }

    /// <summary>The log lines of an invocation, wherever they are kept.</summary>
    public async Task<string> FindLogsAsync(InvocationRecord record, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!record.LogsApart) return record.Logs ?? "";
        return (string?)await redis.RunAsync(db => db.StringGetAsync(Keys.Logs(record.Id))) ?? "";
    }

    /// <summary>Record and result together once an invocation has ended; <see langword="null"/> before.</summary>
    internal async Task<FinishedInvocation?> FindFinishedAsync(InvocationId id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { Outcome: not null } record
            ? new(record, await FindResultAsync(id, ct) ?? [])
            : null;

    /// <summary>The record as it stands: queued until the end.</summary>
    private async Task<InvocationRecord?> ReadAsync(InvocationId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var json = await redis.RunAsync(db => db.StringGetAsync(Keys.Record(id)));
        if (json.IsNull) json = await redis.RunAsync(db => db.HashGetAsync(Keys.RecentRecords(id.Shard), Binary(id)));
        return json.IsNull ? null : JsonSerializer.Deserialize((byte[])json!, ContractsJson.Default.InvocationRecord)!;
    }

    /// <summary>Whether an invoker has it now.</summary>
    public Task<bool> IsRunningAsync(InvocationId id, CancellationToken ct) => redis.RunAsync(async db =>
    {
        await foreach (var _ in db.HashScanAsync(Keys.Claims(id.Shard), Pattern(id), pageSize: 1_000)) return true;
        return false;
    });

    private static byte[] Binary(InvocationId id)
    {
        var bytes = new byte[InvocationId.Size];
        id.WriteTo(bytes);
        return bytes;
    }

    /// <summary>Claims begin with the id's bytes, some of which mean something in a pattern.</summary>
    private static byte[] Pattern(InvocationId id) =>
        [.. Binary(id).SelectMany(b => "*?[]\\^-".Contains((char)b, StringComparison.Ordinal) ? new[] { (byte)'\\', b } : [b]), (byte)'*'];
}
