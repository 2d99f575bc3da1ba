namespace Faas.Mesos.Local.Faults;

/// <summary>Where in the cluster a message travels.</summary>
public enum Hop
{
    /// <summary>A call of a framework; its type is that of the call, such as ACCEPT.</summary>
    FrameworkToMaster,

    /// <summary>An event for a framework; its type is that of the event, such as UPDATE.</summary>
    MasterToFramework,

    /// <summary>RUN_TASK, KILL_TASK, ACKNOWLEDGE, SHUTDOWN or MESSAGE.</summary>
    MasterToAgent,

    /// <summary>UPDATE, EXITED_EXECUTOR or MESSAGE.</summary>
    AgentToMaster,

    /// <summary>An event for an executor; its type is that of the event, such as LAUNCH.</summary>
    AgentToExecutor,

    /// <summary>A call of an executor other than SUBSCRIBE: UPDATE or MESSAGE.</summary>
    ExecutorToAgent,
}
