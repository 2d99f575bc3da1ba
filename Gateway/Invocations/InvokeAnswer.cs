using Faas.Contracts;
using Faas.Gateway.Http;
using Faas.Gateway.Problems;
using Faas.Gateway.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Invocations;

/// <summary>Writes what became of an invocation: the result byte for byte, or why there is none.</summary>
internal sealed partial class InvokeAnswer(GatewayMetrics metrics, TimeProvider time, ILogger<InvokeAnswer> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public Task WriteAsync(HttpContext context, in Invoke invoke, InvokeOutcome outcome)
    {
        var waited = time.GetElapsedTime(invoke.Since);
        LogAnswering(invoke.Id, invoke.TraceParent);
        switch (outcome)
        {
            case InvokeOutcome.Finished { Invocation: { End: var end } finished }:
                metrics.Finished(end.Outcome, end.Start, waited);
                Describe(context, invoke, ServerTiming.Of(end.Timings, end.Start));
                return end.Outcome == Outcome.Success ? WriteResultAsync(context, finished.Result) : FailAsync(context, end.Outcome, OutcomeProblem.Of(finished));
            case InvokeOutcome.Accepted:
                Describe(context, invoke, ServerTiming.Of(waited));
                return WriteAcceptedAsync(context, invoke.Id);
            case InvokeOutcome.GivenUp given:
                metrics.Finished(given.Outcome, null, waited);
                LogGivenUp(invoke.Id, invoke.TraceParent, given.Reason);
                Describe(context, invoke, ServerTiming.Of(waited));
                return FailAsync(context, given.Outcome, OutcomeProblem.Of(given.Outcome, given.Reason));
            case InvokeOutcome.StoreUnavailable unavailable:
                LogStoreUnavailable(invoke.Id, invoke.TraceParent, unavailable.Reason);
                Describe(context, invoke, ServerTiming.Of(waited));
                return RefuseAsync(context, "store-unavailable", RetryAfter, Problem.StoreUnavailable());
            case InvokeOutcome.Limited limited:
                return RefuseAsync(context, limited.Limit, limited.RetryAfter, Problem.Limited(limited.Limit));
            case InvokeOutcome.Repeated repeated:
                context.Response.Headers["Idempotent-Replayed"] = "true";
                return WriteAsync(context, invoke with { Id = repeated.First }, repeated.Outcome);
            case InvokeOutcome.KeyReused:
                metrics.Refused("idempotency-key-reused");
                return Problem.KeyReused().ExecuteAsync(context);
            case InvokeOutcome.UnknownFunction:
                metrics.Refused("unknown-function");
                return Problem.UnknownFunction().ExecuteAsync(context);
            default:
                metrics.Abandoned();
                return Task.CompletedTask;
        }
    }

    private static void Describe(HttpContext context, in Invoke invoke, string timing)
    {
        var headers = context.Response.Headers;
        var id = invoke.Id.ToString();
        headers["X-Invocation-Id"] = id;
        headers.Location = "/invocations/" + id;
        headers["Server-Timing"] = timing;
        headers["Traceresponse"] = invoke.TraceParent;
        if (invoke.Preference.Applied is { } applied) headers["Preference-Applied"] = applied;
    }

    private static Task WriteResultAsync(HttpContext context, ReadOnlyMemory<byte> result)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Length;
        return context.Response.Body.WriteAsync(result).AsTask();
    }

    private static Task WriteAcceptedAsync(HttpContext context, InvocationId id)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($"{{\"id\":\"{id}\"}}");
    }

    private static Task FailAsync(HttpContext context, Outcome outcome, ProblemHttpResult problem)
    {
        if (outcome is Outcome.NoCapacity or Outcome.LimitReached) context.Response.Headers.RetryAfter = RetryAfter.Seconds();
        return problem.ExecuteAsync(context);
    }

    private Task RefuseAsync(HttpContext context, string reason, TimeSpan retryAfter, ProblemHttpResult problem)
    {
        metrics.Refused(reason);
        context.Response.Headers.RetryAfter = retryAfter.Seconds();
        return problem.ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Debug, "Invocation {InvocationId} is answered, trace {TraceParent}")]
    private partial void LogAnswering(InvocationId invocationId, string traceParent);

    [LoggerMessage(LogLevel.Warning, "Invocation {InvocationId} (trace {TraceParent}) was given up: {Reason}")]
    private partial void LogGivenUp(InvocationId invocationId, string traceParent, string reason);

    [LoggerMessage(LogLevel.Warning, "Invocation {InvocationId} (trace {TraceParent}) was answered 503, the store does not answer: {Reason}")]
    private partial void LogStoreUnavailable(InvocationId invocationId, string traceParent, string reason);
}
