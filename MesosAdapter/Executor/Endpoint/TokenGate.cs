using Faas.Contracts;
using Faas.Mesos.Executor.Slots;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary>Lets through who shows the cluster's token; anybody may ask whether the executor is alive.</summary>
internal sealed class TokenGate(RequestDelegate next, SlotBook slots)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.Value == ContainersApi.HealthPath || slots.Admits(context.Request.Headers.Authorization)
            ? next(context)
            : context.RefuseAsync(ExecutorFault.Unauthorized, "The token is not the cluster's.");
}
