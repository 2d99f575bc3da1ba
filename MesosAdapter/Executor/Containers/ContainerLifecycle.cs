using static Faas.Mesos.Executor.Containers.ContainerEvent;
using static Faas.Mesos.Executor.Containers.ContainerState;

namespace Faas.Mesos.Executor.Containers;

/// <summary>Where a container is, as its executor sees it.</summary>
internal enum ContainerState
{
    /// <summary>Its runtime accepts connections, and has no code.</summary>
    Prewarm,

    /// <summary>Its code is being given to it.</summary>
    Initialising,

    /// <summary>It runs invocations.</summary>
    Warm,

    /// <summary>It takes no more calls, and is killed when the last has ended.</summary>
    Removing,

    /// <summary>Nothing of it is left.</summary>
    Removed,
}

/// <summary>What happens to a container.</summary>
internal enum ContainerEvent
{
    InitAsked,
    Initialised,
    EndAsked,
    Gone,
}

/// <summary>The moves there are.</summary>
internal static class ContainerLifecycle
{
    /// <exception cref="InvalidOperationException">The move does not exist: a bug in the caller.</exception>
    public static ContainerState Next(ContainerState state, ContainerEvent happened) => (state, happened) switch
    {
        (Prewarm, InitAsked) => Initialising,
        (Initialising, Initialised) => Warm,
        (Prewarm or Initialising or Warm or Removing, EndAsked) => Removing,
        // It ended while it was told that its code is ready: that it ended is what counts.
        (Removing, Initialised) => Removing,
        (Removing, Gone) => Removed,
        _ => throw new InvalidOperationException($"{happened} cannot happen in {state}."),
    };
}
