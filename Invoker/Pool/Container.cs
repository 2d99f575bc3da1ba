using Faas.Contracts;

namespace Faas.Invoker.Pool;

/// <summary>One container of one function. Its fields change only under the lock of its <see cref="FunctionPool"/>.</summary>
/// <param name="started">What its executor said of its start; of an adopted one it said so then.</param>
/// <param name="warm">Whether its code is in it already.</param>
internal sealed class Container(string id, FunctionDefinition definition, Slot slot, ContainerStarted started, bool warm = false)
{
    public string Id => id;

    public Slot Slot => slot;

    /// <summary>Each is asked for once, and there may be very many containers.</summary>
    public Uri Uri => new(slot.Executor, $"/containers/{id}");

    public Uri InitUri => new(slot.Executor, $"/containers/{id}/init");

    /// <summary>The revision whose code and limits it has.</summary>
    public FunctionDefinition Definition => definition;

    /// <summary>What starting it took: the first run's cold start.</summary>
    public long StartMicros => started.StartMicros;

    public ContainerState State { get; private set; } = warm ? ContainerState.Warm : ContainerState.Prewarm;

    public int Runs { get; private set; }

    /// <summary>When it last became what it is, on the pool's clock; at first, when it came into the pool.</summary>
    public long Since { get; private set; }

    /// <summary>How long it has had nothing to do.</summary>
    public TimeSpan IdleFor(TimeProvider time) => State is ContainerState.Warm or ContainerState.Prewarm ? time.GetElapsedTime(Since) : TimeSpan.Zero;

    public bool HasRoom => State switch
    {
        ContainerState.Prewarm or ContainerState.Warm => true,
        ContainerState.Busy => Runs < definition.Limits.Concurrency,
        _ => false,
    };

    /// <summary>How many runs its executor lets wait in it for their turn.</summary>
    public int Ahead => started.Ahead;

    /// <summary>Whether runs wait in it for their turn.</summary>
    public bool HasRunsAhead => Runs > definition.Limits.Concurrency;

    /// <summary>Whether it may be sent one more run, to wait in it for its turn.</summary>
    /// <param name="ahead">How many may wait.</param>
    public bool HasRoomAhead(int ahead) => State == ContainerState.Busy && Runs < definition.Limits.Concurrency + Math.Min(ahead, Ahead);

    /// <summary>Whether it has said that it takes a further request on a connection; of those that are called directly.</summary>
    public bool KeepsConnections { get; set; }

    /// <summary>Cancelled when its slot is lost: nobody will answer any more.</summary>
    public CancellationTokenSource Lost { get; } = new();

    /// <summary>It is in its pool: from here on it counts as unused.</summary>
    public void Join(long now) => Since = now;

    public void Lease(long now)
    {
        Runs++;
        Move(ContainerEvent.Leased, now);
    }

    public void Release(long now)
    {
        if (--Runs == 0) Move(ContainerEvent.Idle, now);
    }

    public void Move(ContainerEvent happened, long now)
    {
        var next = ContainerLifecycle.Next(State, happened);
        if (next != State) Since = now;
        State = next;
    }
}
