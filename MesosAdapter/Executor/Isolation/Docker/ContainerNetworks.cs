using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Gives containers that the engine started without a network the one that sandboxes have, behind the same packet rules.</summary>
internal sealed class ContainerNetworks(OutboundNetwork outbound)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _berths = [];
    private readonly PriorityQueue<int, int> _free = new();
    private int _used;

    /// <param name="process">The container's first, as this machine sees it.</param>
    /// <exception cref="IsolationException">It has ended, or the machine refuses.</exception>
    public Task JoinAsync(string container, long process)
    {
        int berth;
        lock (_lock) _berths[container] = berth = _free.TryDequeue(out var free, out _) ? free : _used++;
        return outbound.JoinAsync(berth, process);
    }

    /// <summary>The container has gone; harmless when it had no network.</summary>
    public async Task LeaveAsync(string container)
    {
        int berth;
        lock (_lock)
        {
            if (!_berths.Remove(container, out berth)) return;
        }
        await outbound.RemoveAsync([berth]);
        lock (_lock) _free.Enqueue(berth, berth);
    }
}
