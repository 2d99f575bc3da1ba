using System.Net;

namespace Faas.Mesos.Executor.Wire;

/// <summary>The kept connections to one container: as many as it ever had calls at a time.</summary>
/// <remarks>
/// A runtime of ours numbers its answers. Of any other program nothing tells a second answer to one call from the answer to the next, so that
/// each call has a connection of its own.
/// </remarks>
internal sealed class ConnectionPool(EndPoint address) : IDisposable
{
    private readonly bool _keeps = address is not InsideEndPoint;
    private readonly Lock _lock = new();
    private readonly Stack<ContainerConnection> _idle = new();
    private bool _disposed;

    /// <exception cref="System.Net.Sockets.SocketException">Nobody listens there.</exception>
    public async ValueTask<ContainerConnection> TakeAsync(CancellationToken ct)
    {
        while (TryPop() is { } kept)
        {
            if (!kept.IsSpoilt) return kept;
            kept.Dispose();
        }
        return await ContainerConnection.OpenAsync(address, ct);
    }

    /// <summary>Takes a connection back, or closes it when it is of no more use.</summary>
    public void Return(ContainerConnection connection)
    {
        lock (_lock)
        {
            if (connection.Reusable && (_keeps || !connection.HasHeard) && !_disposed)
            {
                connection.Trim();
                _idle.Push(connection);
                return;
            }
        }
        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_lock) _disposed = true;
        while (TryPop() is { } connection) connection.Dispose();
    }

    private ContainerConnection? TryPop()
    {
        lock (_lock) return _idle.TryPop(out var connection) ? connection : null;
    }
}
