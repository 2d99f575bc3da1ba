using System.Text.Json.Nodes;
using Faas.Gateway.Invocations;

namespace Faas.Gateway.Api;

/// <summary>Invoking a function.</summary>
internal static class InvokeApi
{
    public static void MapInvoke(this RouteGroupBuilder group, string suffix) =>
        group.MapPost("/{name}/invocations", Invoke).WithName($"InvokeFunction{suffix}")
            .Produces<JsonObject>().Produces<AcceptedResponse>(202).Problems(400, 404, 413, 415, 429, 502, 503, 504);

    /// <summary>Runs a function and waits for its result; or, as the Prefer header says, does not wait or waits a while.</summary>
    internal static Task Invoke(FunctionPath path, HttpContext context, InvocationService invocations) =>
        path.TryGetId(null, out var id, out var problem) ? invocations.InvokeAsync(context, id.Name) : problem!.ExecuteAsync(context);
}
