namespace Faas.Mesos.Executor.Wire;

/// <summary>The calls of a container that takes one at a time, on one connection: each is sent when it is asked for, and begun when the one before has been answered.</summary>
/// <remarks>
/// Where runs take no longer than a message between two processes, most of their cost is that both sides sleep in between. What is sent ahead
/// is there when the runtime looks for more. The runtime begins a call only when its answer to the one before has left it.
/// </remarks>
internal sealed class RunLine(ConnectionPool connections) : IDisposable
{
    /// <summary>How many calls may be sent ahead of the one that is under way: more only wait where nobody can take them back.</summary>
    public const int MostAhead = 7;

    private readonly Lock _lock = new();
    private ContainerConnection? _connection;
    private RunTurn? _last;
    private long _runs;

    /// <summary>Queues up.</summary>
    public RunTurn Enter()
    {
        lock (_lock) return _last = new(this, _last, ++_runs);
    }

    /// <summary>The container has ended: what it has said is still read, and nothing more is waited for.</summary>
    public void HangUp() => _connection?.HangUp();

    public void Dispose() => _connection?.Dispose();

    /// <summary>The connection, opened by who is alone in the line.</summary>
    public async ValueTask<ContainerConnection> ConnectAsync(bool alone)
    {
        if (_connection is { } kept && (!alone || (kept.Reusable && !kept.IsSpoilt))) return kept;
        _connection?.Dispose();
        return _connection = await connections.TakeAsync(CancellationToken.None);
    }

    /// <summary>Whether nobody stands behind.</summary>
    public bool IsLast(RunTurn turn)
    {
        lock (_lock) return _last == turn;
    }
}
