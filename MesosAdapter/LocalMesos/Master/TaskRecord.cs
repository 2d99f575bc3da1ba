using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>A task the master knows: from its launch until its terminal update is acknowledged.</summary>
internal sealed class TaskRecord(TaskInfo info, string role)
{
    public TaskInfo Info => info;

    public string Role => role;

    public string AgentId => info.AgentId.Value;

    public ResourceSet Resources { get; } = info.Resources.ToSet();

    public TaskState State { get; set; } = TaskState.TaskStaging;

    /// <summary>The last update passed on to the framework, for what reconciliation repeats of it.</summary>
    public TaskStatus? LastStatus { get; set; }

    /// <summary>A KILL that could not be sent on; it is when the agent is back.</summary>
    public Protocol.Scheduling.Call.Types.Kill? DeferredKill { get; set; }

    /// <summary>Whether its resources are in use, as far as the master knows.</summary>
    public bool HoldsResources => !State.IsTerminal() && State != TaskState.TaskUnreachable;
}
