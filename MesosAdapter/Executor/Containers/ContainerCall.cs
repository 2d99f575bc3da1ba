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
/// <param name="waits">Whether its turn is still to come: the container takes one at a time.</param>
internal sealed class ContainerCall(Container container, bool waits)
{
    private readonly Lock _lock = new();
    private ContainerConnection? _connection;
    private Cut _cut;
    private bool _waits = waits, _left;

    /// <summary>Its place in the container's line; <see langword="null"/> where calls share the container, and before it is made.</summary>
    public RunTurn? Turn { get; private set; }

    /// <summary>Whether its turn has not come.</summary>
    public bool Waits
    {
        get { lock (_lock) return _waits; }
    }

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

    public RunTurn QueueUp(RunLine line) => Turn = line.Enter();

    /// <summary>Its turn has come; who was told to end while waiting ends now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _waits = false;
            if (_cut == Cut.None) return;
        }
        container.Retire(this);
    }

    /// <summary>Ends the call; the first reason counts. One that waits for its turn must not end the container under the call whose turn it is.</summary>
    public void End(Cut reason)
    {
        lock (_lock)
        {
            if (_cut != Cut.None || _left) return;
            _cut = reason;
            _connection?.Dispose();
            if (_waits) return;
        }
        container.Retire(this);
    }

    /// <summary>The call is over and its bytes are no longer needed. Whoever stands behind it reads its answer now; as far as that is there already it is told before this returns.</summary>
    public void Leave()
    {
        MakeRoom();
        Turn?.Pass();
    }

    /// <summary>The container may take another call, while whoever stands behind this one waits until it <see cref="Leave">leaves</see>.</summary>
    public void MakeRoom()
    {
        lock (_lock)
        {
            if (_left) return;
            _left = true;
        }
        container.Leave(this, _connection);
    }
}
