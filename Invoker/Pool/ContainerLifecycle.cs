using static Faas.Invoker.Pool.ContainerEvent;
using static Faas.Invoker.Pool.ContainerState;

namespace Faas.Invoker.Pool;

/// <summary>Where a container is.</summary>
internal enum ContainerState
{
    /// <summary>Its runtime is up and has no code.</summary>
    Prewarm,

    /// <summary>It takes the code, for the run that waits for it.</summary>
    Initialising,

    /// <summary>It has run its function and waits for more.</summary>
    Warm,

    /// <summary>It runs, and may take more up to its concurrency.</summary>
    Busy,

    /// <summary>It runs to the end what it has and takes no more.</summary>
    Retiring,

    /// <summary>It is being taken down.</summary>
    Removing,
}

/// <summary>What happens to a container.</summary>
internal enum ContainerEvent
{
    /// <summary>A run was given to it.</summary>
    Leased,

    /// <summary>Its code is initialised.</summary>
    Initialised,

    /// <summary>The last run in it has ended.</summary>
    Idle,

    /// <summary>It failed, is out of date, or is wanted elsewhere.</summary>
    RetireDue,
}

/// <summary>The moves of a container, all of them.</summary>
internal static class ContainerLifecycle
{
    /// <exception cref="InvalidOperationException">The move does not exist: a bug in the caller.</exception>
    public static ContainerState Next(ContainerState state, ContainerEvent happened) => (state, happened) switch
    {
        (Prewarm, Leased) => Initialising,
        (Initialising, Initialised) => Busy,
        (Initialising, Idle) => Prewarm,
        (Warm or Busy, Leased) => Busy,
        (Busy, Idle) => Warm,
        (Prewarm or Warm, RetireDue) => Removing,
        (Initialising or Busy or Retiring, RetireDue) => Retiring,
        (Retiring, Idle) => Removing,
        (Removing, RetireDue) => Removing,
        _ => throw new InvalidOperationException($"{happened} cannot happen in {state}."),
    };
}
