using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;

namespace Faas.Storage;

/// <summary>The gateway's end of the queue.</summary>
public sealed class InvocationQueue(RedisStore redis, IOptions<StorageOptions> options)
{
    /// <summary>Accepts an invocation: one script, after which it is in the queue or is not.</summary>
    /// <exception cref="StoreUnavailableException">Whether it was accepted is not known.</exception>
    public async Task<EnqueueOutcome> EnqueueAsync(Enqueue invocation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var function = invocation.Function.ToString();
        var answer = await redis.RunAsync(Script.Enqueue,
            [Keys.Function(invocation.Function), Keys.Queue(invocation.Function), Keys.Ready(invocation.Id.Shard), Keys.Record(invocation.Id)],
            [
                QueueItem.Build(invocation.Id, invocation.Sync, invocation.Gateway, invocation.TraceParent, invocation.Payload.Span),
                (long)(invocation.StartWithin?.TotalMicroseconds ?? 0), options.Value.QueueLength, function, Keys.Wake(invocation.Id.Shard),
                invocation.Sync ? "" : QueuedRecord(invocation, function), (long)options.Value.KeepInvocations.TotalMilliseconds,
            ]);
        return (string?)answer switch
        {
            "ok" => EnqueueOutcome.Accepted,
            "unknown" => EnqueueOutcome.UnknownFunction,
            "full" => EnqueueOutcome.QueueFull,
            var other => throw new InvalidOperationException($"enqueue.lua answered '{other}'."),
        };
    }

    /// <summary>The record, open at its end for the time the script knows.</summary>
    private static byte[] QueuedRecord(Enqueue invocation, string function)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(new InvocationRecord
        {
            Id = invocation.Id,
            Function = function,
            State = InvocationState.Queued,
            TraceParent = invocation.TraceParent,
        }, ContractsJson.Default.InvocationRecord);
        return [.. record.AsSpan(0, record.Length - 1), .. ",\"acceptedMicros\":"u8];
    }
}
