using Faas.Mesos.Executor.Wire;

namespace Faas.Mesos.Executor.Containers;

/// <summary>Why a call was ended before its container answered.</summary>
internal enum Cut
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Its time was up.</summary>
    TimedOut,

    /// <summary>Its caller hung up.</summary>
    Abandoned,

    /// <summary>Its container was removed.</summary>
    Removed,
}

/// <summary>One call in a container: what must be ended to end it, and whether it was.</summary>
internal sealed class ContainerCall(Container container)
{
    private readonly Lock _lock = new();
    private ContainerConnection? _connection;
    private Cut _cut;
    private bool _left;

    public Cut Cut
    {
        get { lock (_lock) return _cut; }
    }

    /// <summary>Hands the connection over, to be closed when the call is cut.</summary>
    /// <returns>Whether the call may go on: it may have been cut already.</returns>
    public bool Attach(ContainerConnection connection)
    {
        lock (_lock)
        {
            _connection = connection;
            return _cut == Cut.None;
        }
    }

    /// <summary>Ends the call; the first reason counts.</summary>
    public void End(Cut reason)
    {
        lock (_lock)
        {
            if (_cut != Cut.None || _left) return;
            _cut = reason;
            _connection?.Dispose();
        }
        container.Retire(this);
    }

    /// <summary>The call is over and its bytes are no longer needed.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_left) return;
            _left = true;
        }
        container.Leave(this, _connection);
    }
}
