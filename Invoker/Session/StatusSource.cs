using Faas.Contracts;
using Faas.Invoker.Arbitration;
using Faas.Invoker.Dispatch;
using Faas.Invoker.Ownership;

namespace Faas.Invoker;

/// <summary>Tells what this invoker is and has.</summary>
internal sealed class StatusSource(InvokerIdentity identity, OwnedShards shards, DispatcherTable dispatchers, NamespaceShares shares, ISlotSource slots, TimeProvider time)
{
    private const int MostContainers = 500;

    public InvokerStatus Describe(bool draining) => new()
    {
        Session = identity.Session,
        Address = identity.Address,
        StartedAt = identity.StartedAt,
        Draining = draining,
        Shards = [.. shards.Held.Select(shard => shard.Value).Order()],
        Containers =
        [
            .. dispatchers.All.SelectMany(dispatcher => dispatcher.Pool.Snapshot()).Take(MostContainers).Select(container => new ContainerStatus(
                container.Id, container.Definition.Id.ToString(), KebabCase<Pool.ContainerState>.Name(container.State), container.Runs, container.Slot.Id,
                time.GetUtcNow() - time.GetElapsedTime(container.Since))),
        ],
        Namespaces = shares.Describe(),
        ContainerCount = dispatchers.All.Sum(dispatcher => dispatcher.Pool.Count),
        Capacity = slots.Describe(),
    };
}
