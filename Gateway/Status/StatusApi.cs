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

    public static void MapMesos(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/system/mesos", GetMesos).WithTags("System").WithName("GetMesos").DescribedAsGetMesos();

    /// <summary>Shows each Mesos cluster as its leader sees it.</summary>
    internal static async Task<IResult> GetMesos(HttpContext context, SessionStore sessions, CancellationToken ct)
    {
        if (!context.Caller().IsOperator) return Problem.Forbidden("The system is shown to keys of the operators' namespace.");
        var invokers = await sessions.ListAsync(ct);
        return TypedResults.Ok(new MesosView([.. invokers.Where(invoker => invoker.Capacity is not null).Select(leader => new MesosClusterView(
            leader.Session, leader.Address, [.. invokers.Where(other => other.Capacity is null).Select(other => other.Session)], leader.Capacity!))]));
    }

    /// <summary>Shows invokers with their shards, containers, slots and offers, waiting queues, and kinds.</summary>
    internal static async Task<IResult> Get(HttpContext context, SessionStore sessions, SystemStore system, CancellationToken ct)
    {
        if (!context.Caller().IsOperator) return Problem.Forbidden("The system is shown to keys of the operators' namespace.");
        var (invokers, queues, kinds) = (sessions.ListAsync(ct), system.ListQueuesAsync(ct), system.ListKindsAsync(ct));
        return TypedResults.Ok(new SystemView(await invokers, await queues, await kinds));
    }
}

/// <summary>The Mesos clusters.</summary>
/// <param name="Clusters">Each with the invoker that leads there; none while nobody leads.</param>
internal sealed record MesosView(IReadOnlyList<MesosClusterView> Clusters);

/// <summary>A Mesos cluster.</summary>
/// <param name="Leader">The session of the invoker that leads the framework.</param>
/// <param name="Address">Where that invoker is.</param>
/// <param name="Followers">Sessions of the other invokers.</param>
/// <param name="Capacity">What it has there.</param>
internal sealed record MesosClusterView(string Leader, Uri Address, IReadOnlyList<string> Followers, CapacityStatus Capacity);

/// <summary>The whole system.</summary>
/// <param name="Invokers">Living invokers: the shards each owns, its containers and, of the one that leads, offers and slots.</param>
/// <param name="Queues">Functions with waiting invocations, longest queue first.</param>
/// <param name="Kinds">Kinds of the executors and, for those that cannot run, what is missing.</param>
internal sealed record SystemView(IReadOnlyList<InvokerStatus> Invokers, IReadOnlyList<QueueStatus> Queues, IReadOnlyList<KindStatus> Kinds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SystemView))]
[JsonSerializable(typeof(MesosView))]
internal sealed partial class StatusJson : JsonSerializerContext;
