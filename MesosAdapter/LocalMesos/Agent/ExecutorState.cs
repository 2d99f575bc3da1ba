namespace Faas.Mesos.Local.Agent;

/// <summary>Where an executor is in its life.</summary>
internal enum ExecutorState
{
    /// <summary>Launched; tasks wait until it subscribes.</summary>
    Registering,

    /// <summary>Subscribed at least once.</summary>
    Running,

    /// <summary>Told to shut down, or being killed.</summary>
    Terminating,

    /// <summary>Its process is gone.</summary>
    Terminated,
}

/// <summary>What moves an executor on.</summary>
internal enum ExecutorEvent
{
    Subscribed,
    ShutDown,
    Exited,
}

/// <summary>The moves there are.</summary>
internal static class ExecutorLifecycle
{
    public static ExecutorState Next(ExecutorState state, ExecutorEvent happened) => (state, happened) switch
    {
        (ExecutorState.Registering or ExecutorState.Running, ExecutorEvent.Subscribed) => ExecutorState.Running,
        (ExecutorState.Terminating, ExecutorEvent.Subscribed) => ExecutorState.Terminating,
        (not ExecutorState.Terminated, ExecutorEvent.ShutDown) => ExecutorState.Terminating,
        (not ExecutorState.Terminated, ExecutorEvent.Exited) => ExecutorState.Terminated,
        _ => throw new InvalidOperationException($"{happened} cannot happen in {state}."),
    };
}
