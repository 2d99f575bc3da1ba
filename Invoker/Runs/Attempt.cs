using System.Text;
using Faas.Contracts;
using Faas.Invoker.Executors;
using Faas.Invoker.Executors.Runs;
using Faas.Invoker.Pool;
using Faas.Storage;

namespace Faas.Invoker.Runs;

/// <summary>How an attempt ended: record and result, whether its container goes on, and what becomes of the invocation.</summary>
internal sealed record AttemptEnd(InvocationRecord Record, ReadOnlyMemory<byte> Result, bool ContainerUsable, Fate Fate);

/// <summary>Runs claimed invocations in containers.</summary>
internal sealed class Attempt(IContainerCalls executors, RunsUnderWay runs, InvokerIdentity identity, TimeProvider time)
{
    /// <summary>Initialises the container if it has no code yet, and runs the invocation in it.</summary>
    /// <exception cref="ExecutorCallException">The executor refused it or was lost; whether it was started is in the exception.</exception>
    public async Task<AttemptEnd> RunAsync(Container container, Claim claim, Action initialised)
    {
        using var run = runs.Begin(claim.Item.Id);
        if (run.Token.IsCancellationRequested) return TakenBack(claim);
        try
        {
            return await RunInAsync(container, claim, initialised, run.Token);
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            // Whoever ended it has written its end; what is left is a container that may still be at it.
            return TakenBack(claim) with { ContainerUsable = false };
        }
    }

    private static AttemptEnd TakenBack(Claim claim) => Unrun(claim, Outcome.Cancelled, "It was taken back.");

    private async Task<AttemptEnd> RunInAsync(Container container, Claim claim, Action initialised, CancellationToken ct)
    {
        var function = container.Definition;
        var timings = new InvocationTimings(claim.ClaimedMicros - claim.Item.AcceptedMicros, 0, 0, 0);
        var start = StartKind.Warm;
        var initLogs = "";
        if (container.State == ContainerState.Initialising)
        {
            start = StartKind.Cold;
            // It was accepted before its container was ready: that part of its wait was the start.
            var waited = Math.Min(timings.QueueMicros, container.StartMicros);
            timings = timings with { QueueMicros = timings.QueueMicros - waited, StartMicros = waited };
            var init = await executors.InitAsync(container, Init(function, claim), ct);
            timings = timings with { InitMicros = init.Micros };
            initLogs = init.Logs;
            if (Verdict.OfInit(init, function.Limits) is { } failed) return End(claim, function, failed, timings, start, container.Id, default, initLogs);
            initialised();
        }

        var body = RunBody.Build(function, claim.Item, time.GetUtcNow() + function.Limits.Timeout);
        var reply = await executors.RunAsync(container, Ask(container, claim, body), ct);
        timings = timings with { RunMicros = reply.Micros };
        var logs = reply.Logs.IsEmpty ? initLogs : initLogs + Encoding.UTF8.GetString(reply.Logs.Span);
        return End(claim, function, Verdict.OfRun(reply, function.Limits), timings, start, container.Id, reply.Body, logs);
    }

    /// <summary>The end of an attempt that never reached a container, or was lost with one.</summary>
    public static AttemptEnd Unrun(Claim claim, Outcome outcome, string reason)
    {
        var ended = Math.Max(claim.ClaimedMicros, claim.Item.AcceptedMicros);
        return new(Record(claim, outcome, reason) with { Timings = new(ended - claim.Item.AcceptedMicros, 0, 0, 0), EndedMicros = ended }, default, true, outcome == Outcome.PlatformLost && !claim.Item.Sync ? Fate.Bury : Fate.End);
    }

    /// <summary>The end of an attempt whose answer an executor had for an invoker that is over.</summary>
    public static AttemptEnd Recalled(Claim claim, FunctionDefinition function, RecalledRun run)
    {
        var answer = run.Answer;
        var timings = new InvocationTimings(claim.ClaimedMicros - claim.Item.AcceptedMicros, 0, 0, answer.Micros);
        return End(claim, function, Verdict.OfRun(answer, function.Limits), timings, null, run.Container, answer.Body, Encoding.UTF8.GetString(answer.Logs.Span));
    }

    /// <summary>The end of an attempt whose caller had given up before it was claimed.</summary>
    /// <param name="limit">The limit that kept it waiting, or <see langword="null"/>: there was no capacity.</param>
    /// <param name="wait">What else is known of its wait.</param>
    public static AttemptEnd TooLate(Claim claim, string? limit, string? wait)
    {
        if (limit is null) return Unrun(claim, Outcome.NoCapacity, $"No container was free for it in time. {wait}".TrimEnd());
        var end = Unrun(claim, Outcome.LimitReached, $"As many invocations ran as the limit {limit} allows, until its caller's time was over.");
        return end with { Record = end.Record with { Limit = limit } };
    }

    private static RunAsk Ask(Container container, Claim claim, ReadOnlyMemory<byte> body)
    {
        var limits = container.Definition.Limits;
        return new(container.Id, claim.Item.Id, claim.Item.Attempt, limits.TimeoutMs, limits.LogsKiB << 10, claim.Item.TraceParent, body);
    }

    private ContainerInit Init(FunctionDefinition function, Claim claim)
    {
        var id = claim.Item.Id.ToString();
        var environment = new Dictionary<string, string>(function.Environment)
        {
            ["__OW_NAMESPACE"] = function.Namespace,
            ["__OW_ACTION_NAME"] = $"/{function.Id}",
            ["__OW_ACTION_VERSION"] = $"0.0.{function.Version}",
            ["__OW_ACTIVATION_ID"] = id,
            ["__OW_TRANSACTION_ID"] = id,
            ["__OW_DEADLINE"] = (time.GetUtcNow() + function.Limits.Timeout).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        return new(id, function.Id.ToString(), function.Main, function.Code, identity.Address, environment, function.Limits.TimeoutMs, function.Limits.LogsKiB << 10);
    }

    private static AttemptEnd End(
        Claim claim, FunctionDefinition function, Verdict verdict, InvocationTimings timings, StartKind? start, string? container, ReadOnlyMemory<byte> answer, string logs)
    {
        var ended = claim.Item.AcceptedMicros + timings.TotalMicros;
        var record = Record(claim, verdict.Outcome, verdict.Reason) with
        {
            Revision = function.Revision,
            Timings = timings,
            EndedMicros = ended,
            Start = start,
            Container = container,
            Logs = logs.Length == 0 ? null : logs,
        };
        if (verdict.Outcome == Outcome.Success) return new(record, answer, verdict.ContainerUsable, Fate.End);
        var fate = RetryPolicy.Decide(function, claim.Item, verdict.Outcome, RetryAfter.Of(answer.Span), ended, Random.Shared.NextDouble());
        return new(As(record, fate), answer, verdict.ContainerUsable, fate);
    }

    /// <summary>The record of a failure, once it is known what follows.</summary>
    private static InvocationRecord As(InvocationRecord record, Fate fate) => fate switch
    {
        _ when fate == Fate.End => record,
        _ when fate == Fate.Bury => record with { State = InvocationState.Dead },
        _ => record with { State = InvocationState.Queued, Outcome = null, LastOutcome = record.Outcome, EndedMicros = 0 },
    };

    private static InvocationRecord Record(Claim claim, Outcome outcome, string? reason) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        Revision = claim.Revision,
        State = outcome switch
        {
            Outcome.Success => InvocationState.Done,
            Outcome.PlatformLost => InvocationState.Dead,
            Outcome.Cancelled => InvocationState.Cancelled,
            _ => InvocationState.Failed,
        },
        Outcome = outcome,
        Reason = reason,
        Attempt = claim.Item.Attempt,
        Sync = claim.Item.Sync,
        AcceptedMicros = claim.Item.AcceptedMicros,
        TraceParent = claim.Item.TraceParent,
    };
}
