using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Api;

/// <summary>The whole system at a glance.</summary>
/// <param name="Kinds">What functions can be written in, and why one is missing.</param>
/// <param name="Shards">Owned shards and by which session.</param>
public sealed record SystemResponse(
    IReadOnlyList<InvokerResponse> Invokers, IReadOnlyList<ShardResponse> Shards, IReadOnlyList<ContainerStatus> Containers, IReadOnlyList<SlotStatus> Slots,
    IReadOnlyList<OfferStatus> Offers, IReadOnlyList<QueueStatus> Queues, IReadOnlyList<KindStatus> Kinds);

/// <summary>A living invoker.</summary>
/// <param name="Leads">Whether it holds the Mesos subscription.</param>
public sealed record InvokerResponse(string Session, Uri Address, DateTimeOffset StartedAt, bool Draining, bool Leads, Uri? MesosMaster, string? FrameworkId, bool Subscribed);

/// <summary>An owned shard.</summary>
public sealed record ShardResponse(int Shard, string Owner);

/// <summary>What operators look at.</summary>
internal static class SystemApi
{
    public static void MapSystem(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/system", Get).WithName("GetSystem").WithTags("System").Produces<SystemResponse>().Problems(503);

    /// <summary>Reads invokers, shards, containers, slots, offers, queues and kinds.</summary>
    internal static async Task<IResult> Get(SessionStore sessions, SystemStore system, CancellationToken ct)
    {
        var invokers = await sessions.ListAsync(ct);
        var leaders = invokers.Select(invoker => invoker.Capacity).OfType<CapacityStatus>().ToArray();
        return TypedResults.Ok(new SystemResponse(
            [.. invokers.Select(Of)],
            [.. invokers.SelectMany(invoker => invoker.Shards, (invoker, shard) => new ShardResponse(shard, invoker.Session)).OrderBy(shard => shard.Shard)],
            [.. invokers.SelectMany(invoker => invoker.Containers)],
            [.. leaders.SelectMany(leader => leader.Slots)],
            [.. leaders.SelectMany(leader => leader.Offers)],
            await system.ListQueuesAsync(ct),
            await system.ListKindsAsync(ct)));
    }

    private static InvokerResponse Of(InvokerStatus invoker) => new(
        invoker.Session, invoker.Address, invoker.StartedAt, invoker.Draining, invoker.Capacity is not null,
        invoker.Capacity?.Master, invoker.Capacity?.FrameworkId, invoker.Capacity?.Subscribed ?? false);
}
