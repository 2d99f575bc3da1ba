using Faas.Contracts;
using Faas.Gateway.Auth;
using Faas.Gateway.Problems;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Invocations;

/// <summary>Accepts invocations and answers their callers. The hot path: one script, one message.</summary>
internal sealed partial class InvocationService(
    InvocationQueue queue, ResultInbox inbox, InvocationStore invocations, GatewayMetrics metrics, IOptions<GatewayOptions> options, TimeProvider time, ILogger<InvocationService> logger)
{
    /// <summary>How much longer than an invoker is given to end an unstarted invocation we wait for it to do so.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context, FunctionName name)
    {
        var ct = context.RequestAborted;
        var began = time.GetTimestamp();
        var preference = Preference.Parse(context.Request.Headers["Prefer"].ToString(), options.Value.MaxWait);
        var (payload, mistake) = await Payload.ReadAsync(context.Request, ct);
        if (mistake is not null)
        {
            await mistake.ExecuteAsync(context);
            return;
        }

        var function = new FunctionId(Caller.Of(context).Namespace, name);
        var id = InvocationId.New(function.Shard, time.GetUtcNow());
        var trace = TraceContext.Of(context.Request);
        InvocationAnswer.Announce(context.Response, id, trace);
        LogAccepting(id, function, TraceContext.TraceId(trace));
        if (preference.Applied is { } applied) context.Response.Headers["Preference-Applied"] = applied;

        // Listening begins before the invocation can end.
        using var waiter = preference is { RespondAsync: true, Wait: null } ? null : inbox.Expect(id);
        var accepted = await queue.EnqueueAsync(new()
        {
            Id = id,
            Function = function,
            Payload = payload,
            Sync = preference.IsSync,
            Gateway = waiter is null ? null : inbox.Gateway,
            StartWithin = preference.IsSync ? options.Value.StartWithin : null,
            TraceParent = trace,
        }, ct);
        metrics.Accepted(accepted, preference.IsSync);
        switch (accepted)
        {
            case EnqueueOutcome.UnknownFunction:
                await ProblemTypes.UnknownFunction().ExecuteAsync(context);
                return;
            case EnqueueOutcome.QueueFull:
                await ProblemTypes.QueueFull().ExecuteAsync(context);
                return;
        }

        var finished = waiter is null ? null : preference.IsSync ? await WaitToTheEndAsync(waiter, id, ct) : await WaitAsync(waiter, preference.Wait ?? TimeSpan.Zero, ct);
        if (finished is not null)
        {
            metrics.Answered(finished.Record, time.GetElapsedTime(began));
            await InvocationAnswer.WriteAsync(context, finished);
        }
        else if (preference.IsSync) await ProblemTypes.NoCapacity().ExecuteAsync(context);
        else
        {
            context.Response.Headers["Server-Timing"] = ServerTiming.Format(default, null);
            await TypedResults.Accepted((string?)null, new AcceptedResponse(id.ToString(), $"/invocations/{id}")).ExecuteAsync(context);
        }
    }

    /// <returns><see langword="null"/> when it was not started in time: whoever claims it now finds its deadline passed.</returns>
    private async Task<FinishedInvocation?> WaitToTheEndAsync(ResultInbox.Waiter waiter, InvocationId id, CancellationToken ct)
    {
        var finished = await WaitAsync(waiter, options.Value.StartWithin + Margin, ct);
        // Started in time and still at it: its own timeout ends it, or the loss of its invoker does.
        while (finished is null && await invocations.IsRunningAsync(id, ct)) finished = await WaitAsync(waiter, TimeSpan.FromSeconds(10), ct);
        return finished ?? await WaitAsync(waiter, Margin, ct);
    }

    private async Task<FinishedInvocation?> WaitAsync(ResultInbox.Waiter waiter, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            return await waiter.Finished.WaitAsync(patience, time, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Invocation {InvocationId} of {Function}, trace {TraceId}")]
    private partial void LogAccepting(InvocationId invocationId, FunctionId function, string traceId);
}
