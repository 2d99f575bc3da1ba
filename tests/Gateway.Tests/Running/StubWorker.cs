using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Faas.Gateway.Tests;

/// <summary>Stands in for an invoker: owns the shards of the functions it serves and ends their invocations at once.</summary>
public sealed class StubWorker(IServiceProvider services)
{
    private const string Session = "stub-0123456789a";

    private readonly WorkQueue _work = services.GetRequiredService<WorkQueue>();
    private readonly ShardStore _shards = services.GetRequiredService<ShardStore>();

    /// <param name="run">Ends an invocation: payload and traceparent in; outcome, result and reason out.</param>
    public async Task ServeAsync(FunctionId function, Func<string, string, (Outcome Outcome, byte[] Result, string? Reason)> run)
    {
        var lease = await _shards.TakeAsync(function.Shard, Session, TimeSpan.FromMinutes(5), default);
        await _shards.OnWakeAsync(function.Shard, (woken, waiting) =>
        {
            if (woken == function && waiting > 0) Task.Run(() => DrainAsync(function, lease!, run));
        });
        await DrainAsync(function, lease!, run);
    }

    /// <summary>Gives up whatever waits.</summary>
    public async Task BuryAsync(FunctionId function, string reason)
    {
        var lease = await _shards.TakeAsync(function.Shard, Session, TimeSpan.FromMinutes(5), default);
        while ((await _work.ClaimAsync(function, lease!, Session, default)).Claim is { } claim)
        {
            await _work.FinishAsync(claim, new()
            {
                Id = claim.Item.Id,
                Function = function.ToString(),
                State = InvocationState.Dead,
                Outcome = Outcome.FunctionError,
                Reason = reason,
                AcceptedMicros = claim.Item.AcceptedMicros,
            }, default, Fate.Bury, null, default);
        }
    }

    private async Task DrainAsync(FunctionId function, ShardLease lease, Func<string, string, (Outcome, byte[], string?)> run)
    {
        while ((await _work.ClaimAsync(function, lease, Session, default)).Claim is { } claim)
        {
            var (outcome, result, reason) = run(System.Text.Encoding.UTF8.GetString(claim.Item.Payload.Span), claim.Item.TraceParent);
            await _work.FinishAsync(claim, new()
            {
                Id = claim.Item.Id,
                Function = function.ToString(),
                Revision = claim.Revision,
                State = outcome == Outcome.Success ? InvocationState.Done : InvocationState.Failed,
                Outcome = outcome,
                Reason = reason,
                Sync = claim.Item.Sync,
                AcceptedMicros = claim.Item.AcceptedMicros,
                EndedMicros = claim.ClaimedMicros + 1_500,
                Timings = new(250, 0, 0, 1_500),
                Start = StartKind.Warm,
                Container = "stub",
                TraceParent = claim.Item.TraceParent,
                Logs = "t stdout: one\nt stderr: two\n",
            }, result, null, default);
        }
    }
}
