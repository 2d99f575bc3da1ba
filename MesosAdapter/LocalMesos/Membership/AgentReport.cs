namespace Faas.Mesos.Local.Membership;

/// <summary>What an agent tells a master when it registers again: all that runs on it, and what ended unacknowledged.</summary>
internal sealed record AgentReport(IReadOnlyList<ReportedTask> Tasks, IReadOnlyList<ReportedExecutor> Executors)
{
    public IEnumerable<FrameworkInfo> Frameworks =>
        Tasks.Select(t => t.Framework).Concat(Executors.Select(e => e.Framework)).DistinctBy(f => f.Id.Value);
}

/// <summary>A task, its latest state and the update that brought it.</summary>
internal sealed record ReportedTask(FrameworkInfo Framework, TaskInfo Info, TaskState State, TaskStatus? Status);

/// <summary>A custom executor that lives.</summary>
internal sealed record ReportedExecutor(FrameworkInfo Framework, ExecutorInfo Info);
