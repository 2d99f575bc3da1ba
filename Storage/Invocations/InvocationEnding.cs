using Faas.Contracts;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using Microsoft.Extensions.Options;

namespace Faas.Storage;

/// <summary>Ends invocations from outside: for callers who take them back, and for those nobody will start.</summary>
public sealed class InvocationEnding(RedisStore redis, InvocationStore invocations, IOptions<StorageOptions> options)
{
    /// <summary>Takes an invocation back. A running one loses its claim, so no later word on it counts; its invoker is told to abandon the run.</summary>
    public async Task<CancelOutcome> CancelAsync(InvocationId id, CancellationToken ct)
    {
        while (await invocations.FindAsync(id, ct) is { } record)
        {
            if (record.Outcome is not null) return CancelOutcome.Ended;
            if (await CancelAsync(record) is { } was) return was == "running" ? CancelOutcome.WasRunning : CancelOutcome.WasWaiting;
        }
        return CancelOutcome.Unknown;
    }

    /// <param name="seen">What was known of it a moment ago.</param>
    /// <returns><c>waiting</c> or <c>running</c>, as it was; or <see langword="null"/>: it has ended, or is where it was not seen.</returns>
    internal Task<string?> CancelAsync(InvocationRecord seen) => EndAsync(
        seen with { State = InvocationState.Cancelled, Outcome = Outcome.Cancelled, Reason = "Its caller took it back." }, seen.State == InvocationState.Running ? "claimed" : "recorded");

    /// <summary>Ends a synchronous invocation whose caller waits no longer for it to start.</summary>
    /// <returns>Whether it had not been started, and now will not be.</returns>
    public async Task<bool> GiveUpAsync(FunctionId function, InvocationId id, string traceParent, string reason, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await EndAsync(new()
        {
            Id = id,
            Function = function.ToString(),
            State = InvocationState.Failed,
            Outcome = Outcome.NoCapacity,
            Reason = reason,
            Sync = true,
            TraceParent = traceParent,
        }, "waiting") is not null;
    }

    private async Task<string?> EndAsync(InvocationRecord record, string known)
    {
        var (function, shard) = (FunctionId.Parse(record.Function), record.Id.Shard);
        return (string?)await redis.RunAsync(Script.Cancel,
            [Keys.Function(function), Keys.Claims(shard), Keys.Delayed(shard), Keys.DelayedItems(shard), Keys.Record(record.Id), Keys.Ledger(shard), Keys.Result(record.Id)],
            [
                record.Id.ToBytes(), record.Function, OpenRecord.OfEnded(record), (long)options.Value.KeepInvocations.TotalMilliseconds,
                KebabCase<InvocationState>.Name(record.State), known, Keys.ReplyPrefix, Keys.AbandonPrefix,
            ]);
    }
}

/// <summary>Where an invocation was when it was taken back.</summary>
public enum CancelOutcome
{
    /// <summary>It had not been started, and will not be.</summary>
    WasWaiting,

    /// <summary>It ran; the run is abandoned.</summary>
    WasRunning,

    /// <summary>It had ended.</summary>
    Ended,

    /// <summary>There is none.</summary>
    Unknown,
}
