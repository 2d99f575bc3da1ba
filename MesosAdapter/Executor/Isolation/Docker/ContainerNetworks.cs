using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Gives containers that the engine started without a network the one that sandboxes have, behind the same packet rules.</summary>
internal sealed class ContainerNetworks(OutboundNetwork outbound)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _berths = [];
    private readonly PriorityQueue<int, int> _free = new();
    private int _used;

    /// <param name="process">The container's first, as this machine sees it. That it has ended is told where its end is waited for.</param>
    /// <exception cref="IsolationException">The machine refuses.</exception>
    public async Task JoinAsync(string container, long process)
    {
        int berth;
        lock (_lock) _berths[container] = berth = _free.TryDequeue(out var free, out _) ? free : _used++;
        try
        {
            await outbound.JoinAsync(berth, process);
        }
        catch (IsolationException) when (HasEnded(process))
        {
            // It has ended.
        }
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

    // Of a process that has ended, and was not waited for yet, the file is still there, and cannot be opened.
    private static bool HasEnded(long process)
    {
        try
        {
            File.OpenHandle($"/proc/{process}/ns/net").Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
