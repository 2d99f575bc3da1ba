using System.Text.Json;
using System.Text.Json.Serialization;
using Faas.Contracts;
using Faas.Gateway.Access;
using Faas.Gateway.Problems;
using Faas.Storage;

namespace Faas.Gateway.Status;

/// <summary>The whole system at a glance, for those who run it.</summary>
internal static class StatusApi
{
    public static void MapStatus(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/system", Get).WithTags("System").WithName("GetSystem").DescribedAsGet();

    /// <summary>Shows invokers with their shards, containers, slots and offers, waiting queues, and kinds.</summary>
    internal static async Task<IResult> Get(HttpContext context, SessionStore sessions, SystemStore system, CancellationToken ct)
    {
        if (!context.Caller().IsOperator) return Problem.Forbidden("The system is shown to keys of the operators' namespace.");
        var (invokers, queues, kinds) = (sessions.ListAsync(ct), system.ListQueuesAsync(ct), system.ListKindsAsync(ct));
        return TypedResults.Ok(new SystemView(await invokers, await queues, await kinds));
    }
}

/// <summary>The whole system.</summary>
/// <param name="Invokers">Living invokers: the shards each owns, its containers and, of the one that leads, offers and slots.</param>
/// <param name="Queues">Functions with waiting invocations, longest queue first.</param>
/// <param name="Kinds">Kinds of the executors and, for those that cannot run, what is missing.</param>
internal sealed record SystemView(IReadOnlyList<InvokerStatus> Invokers, IReadOnlyList<QueueStatus> Queues, IReadOnlyList<KindStatus> Kinds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SystemView))]
internal sealed partial class StatusJson : JsonSerializerContext;
