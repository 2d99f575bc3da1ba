using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>Mesos' checks of a LAUNCH_GROUP: one fault refuses all of it.</summary>
internal static class GroupValidation
{
    private const long MinCpusMilli = 10;
    private const long MinMemoryMilli = 32_000;

    /// <returns>Why the group is refused, or null.</returns>
    public static string? Error(ExecutorInfo executor, IReadOnlyList<TaskInfo> group, LaunchContext context)
    {
        var resources = executor.Resources.ToSet();
        if (executor.Type != ExecutorInfo.Types.Type.Default)
        {
            return "'ExecutorInfo.type' must be 'DEFAULT'";
        }
        if (resources.Milli("cpus") < MinCpusMilli || resources.Milli("mem") < MinMemoryMilli || resources.Milli("disk") <= 0)
        {
            return "Executor must have at least 0.01 cpus, 32 MB of mem and some disk";
        }
        if (context.Framework.Executors.GetValueOrDefault(new(context.AgentId, executor.ExecutorId.Value)) is { } known)
        {
            return known.Info.Equals(executor) ? Tasks(group, context) : "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID";
        }
        return context.Available.Contains(resources)
            ? Tasks(group, context with { Available = context.Available.Minus(resources) })
            : "The executor needs more than is available";
    }

    private static string? Tasks(IReadOnlyList<TaskInfo> group, LaunchContext context)
    {
        foreach (var task in group)
        {
            if (task.Executor is not null)
            {
                return "'TaskInfo.executor' must not be set";
            }
            if (TaskValidation.Error(task, context) is { } error)
            {
                return error;
            }
            context = context with { Available = context.Available.Minus(task.Resources.ToSet()) };
        }
        return group.Select(t => t.TaskId.Value).Distinct().Count() == group.Count ? null : "Task group has duplicate task IDs";
    }
}
