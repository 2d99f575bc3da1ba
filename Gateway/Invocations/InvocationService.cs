using Faas.Contracts;
using Faas.Gateway.Telemetry;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Gateway.Invocations;

/// <summary>Accepts invocations and waits for their ends: what every face of the gateway (native API, OpenWhisk API, triggers) calls.</summary>
internal sealed class InvocationService(InvocationQueue queue, ResultInbox inbox, ResultWait wait, GatewayMetrics metrics, IOptions<GatewayOptions> options)
{
    /// <param name="id">An id in the function's shard.</param>
    /// <param name="payload">A JSON object; not read any more once the task is complete.</param>
    /// <param name="ct">The caller's: its end ends the waiting, not the invocation.</param>
    public async ValueTask<InvokeOutcome> InvokeAsync(
        FunctionId function, InvocationId id, ReadOnlyMemory<byte> payload, Preference preference, string traceParent, CancellationToken ct)
    {
        var waits = !preference.RespondAsync || preference.Wait is not null;
        // Announced before it is accepted, so that no answer can come too early.
        using var waiter = waits ? inbox.Expect(id) : null;
        try
        {
            var accepted = await queue.EnqueueAsync(new()
            {
                Id = id,
                Function = function,
                Payload = payload,
                Sync = preference.ToTheEnd,
                Gateway = waits ? inbox.Gateway : null,
                StartWithin = preference.ToTheEnd ? options.Value.StartWithin : null,
                TraceParent = traceParent,
            }, CancellationToken.None);
            if (accepted == EnqueueOutcome.UnknownFunction) return new InvokeOutcome.UnknownFunction();
            if (accepted == EnqueueOutcome.QueueFull) return new InvokeOutcome.QueueFull();
            metrics.Accepted(preference.ToTheEnd);
            if (waiter is null) return new InvokeOutcome.Accepted();
            return preference.ToTheEnd ? await wait.ToTheEndAsync(id, waiter, ct) : await wait.ForAsync(preference.Wait!.Value, waiter, ct);
        }
        catch (StoreUnavailableException e)
        {
            return new InvokeOutcome.StoreUnavailable(e.Message);
        }
    }
}
