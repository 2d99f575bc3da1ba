namespace Faas.Mesos.Scheduler;

/// <summary>How soon a slot on an agent can run; later values are better.</summary>
internal enum ExecutorReadiness
{
    /// <summary>No executor of this version: its resources and a port must come from the offers too.</summary>
    None,

    /// <summary>Launched, not yet heard of.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,
}
