using Faas.Contracts;
using Faas.Gateway.Namespaces;
using Faas.Gateway.Telemetry;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Invocations;

/// <summary>Accepts invocations and waits for their ends: what every face of the gateway (native API, OpenWhisk API, triggers) calls.</summary>
internal sealed class InvocationService(InvocationQueue queue, ResultInbox inbox, ResultWait wait, NamespaceGate gate, GatewayMetrics metrics, IOptions<GatewayOptions> options)
{
    private static readonly TimeSpan QueueFullRetry = TimeSpan.FromSeconds(1);

    /// <param name="id">An id in the function's shard.</param>
    /// <param name="payload">A JSON object; not read any more once the task is complete.</param>
    /// <param name="preference">How long its caller waits; not to the end when it is put off.</param>
    /// <param name="ct">The caller's: its end ends the waiting, not the invocation.</param>
    public async ValueTask<InvokeOutcome> InvokeAsync(
        FunctionId function, InvocationId id, ReadOnlyMemory<byte> payload, Preference preference, Wishes wishes, string traceParent, CancellationToken ct)
    {
        var waits = !preference.RespondAsync || preference.Wait is not null;
        // Announced before it is accepted, so that no answer can come too early.
        using var waiter = waits ? inbox.Expect(id) : null;
        try
        {
            if (await gate.RefuseAsync(function.Namespace) is { } refused) return new InvokeOutcome.Limited(refused.Limit, refused.RetryAfter);
            var answer = await queue.EnqueueAsync(new()
            {
                Id = id,
                Function = function,
                Payload = payload,
                Sync = preference.ToTheEnd,
                Gateway = waits ? inbox.Gateway : null,
                StartWithin = preference.ToTheEnd ? options.Value.StartWithin : null,
                TraceParent = traceParent,
                Priority = wishes.Priority,
                Delay = wishes.Delay,
                NotBefore = wishes.NotBefore,
                Key = wishes.Key is { } key ? IdempotencyKey.Of(key, payload.Span) : null,
            }, CancellationToken.None);
            if (answer.Outcome != EnqueueOutcome.Accepted) return await OtherwiseAsync(answer, preference, ct);
            metrics.Accepted(preference.ToTheEnd);
            if (waiter is null) return new InvokeOutcome.Accepted();
            return preference.ToTheEnd ? await wait.ToTheEndAsync(function, id, traceParent, waiter, ct) : await wait.ForAsync(preference.Wait!.Value, waiter, ct);
        }
        catch (StoreUnavailableException e)
        {
            return new InvokeOutcome.StoreUnavailable(e.Message);
        }
    }

    private async ValueTask<InvokeOutcome> OtherwiseAsync(EnqueueAnswer answer, Preference preference, CancellationToken ct) => answer.Outcome switch
    {
        EnqueueOutcome.UnknownFunction => new InvokeOutcome.UnknownFunction(),
        EnqueueOutcome.QueueFull => new InvokeOutcome.Limited("function.queueLength", QueueFullRetry),
        EnqueueOutcome.RateExceeded => new InvokeOutcome.Limited("function.ratePerSecond", answer.RetryAfter),
        EnqueueOutcome.KeyReused => new InvokeOutcome.KeyReused(),
        EnqueueOutcome.Repeated => new InvokeOutcome.Repeated(answer.First, await FollowAsync(answer.First, preference, ct)),
        _ => throw new InvalidOperationException($"{answer.Outcome} is no refusal."),
    };

    /// <summary>Waits for an invocation that another request began, as long as this caller wants.</summary>
    private async ValueTask<InvokeOutcome> FollowAsync(InvocationId id, Preference preference, CancellationToken ct)
    {
        if (preference is { RespondAsync: true, Wait: null }) return new InvokeOutcome.Accepted();
        using var waiter = inbox.Expect(id);
        waiter.Look();
        return await wait.ForAsync(preference.Wait ?? options.Value.LongestWait, waiter, ct);
    }
}
