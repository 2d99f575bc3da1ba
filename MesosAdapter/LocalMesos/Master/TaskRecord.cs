using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>A task the master knows: from its launch until its terminal update is acknowledged.</summary>
internal sealed class TaskRecord(TaskInfo info, string role)
{
    public TaskInfo Info => info;

    public string Role => role;

    public ResourceSet Resources { get; } = info.Resources.ToSet();

    public TaskState State { get; set; } = TaskState.TaskStaging;

    /// <summary>The last update passed on to the framework, for what reconciliation repeats of it.</summary>
    public TaskStatus? LastStatus { get; set; }
}
