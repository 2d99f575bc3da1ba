using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>What a task is checked against.</summary>
internal sealed record LaunchContext(Framework Framework, string AgentId, string Role, ResourceSet Available);

/// <summary>Mesos' checks of one task of a LAUNCH, in Mesos' words where they are known.</summary>
internal static class TaskValidation
{
    private const int MaxIdBytes = 255;

    /// <returns>Why the task is refused, or null.</returns>
    public static string? Error(TaskInfo task, LaunchContext context) =>
        Id(task.TaskId.Value) is { } id ? $"Task ID '{task.TaskId.Value}' is invalid: {id}"
        : context.Framework.Tasks.ContainsKey(task.TaskId.Value) ? $"Task has duplicate ID: {task.TaskId.Value}"
        : task.AgentId.Value != context.AgentId ? $"Task uses invalid agent {task.AgentId.Value} while agent {context.AgentId} is expected"
        : (task.Executor is null) == (task.Command is null)
            ? "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present"
        : Executor(task.Executor, context)
            ?? Resources(task)
            ?? Containment(task, context);

    private static string? Id(string id) => id switch
    {
        "" => "ID must be non-empty",
        "." or ".." => $"'{id}' is disallowed",
        _ when id.Length > MaxIdBytes => $"ID must not be greater than {MaxIdBytes} characters",
        _ when id.Any(c => char.IsControl(c) || c is '/' or '\\') => $"'{id}' contains invalid characters",
        _ => null,
    };

    private static string? Executor(ExecutorInfo? executor, LaunchContext context)
    {
        if (executor is null)
        {
            return null;
        }
        if (Id(executor.ExecutorId.Value) is { } id)
        {
            return $"Executor ID '{executor.ExecutorId.Value}' is invalid: {id}";
        }
        if (executor.Type == ExecutorInfo.Types.Type.Default)
        {
            return "'ExecutorInfo.type' must be 'CUSTOM'";
        }
        if (executor.Command is null)
        {
            return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
        }
        if (executor.FrameworkId is not null && executor.FrameworkId.Value != context.Framework.Id)
        {
            return $"ExecutorInfo has an invalid FrameworkID (Actual: {executor.FrameworkId.Value} vs Expected: {context.Framework.Id})";
        }
        var known = Known(executor, context);
        return known is null || known.Info.Equals(executor)
            ? null
            : $"ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID: existing {known.Info}, given {executor}";
    }

    private static string? Resources(TaskInfo task)
    {
        var resources = task.Resources.Concat(task.Executor?.Resources ?? []).ToList();
        return resources.Count == 0 ? "Task uses no resources"
            : resources.Select(ResourceMessages.Invalid).FirstOrDefault(e => e is not null) is { } error ? $"Task uses invalid resources: {error}"
            : resources.Select(r => r.AllocationInfo?.Role).Distinct().Count() > 1 ? "The resources of a task and its executor must be allocated to one role"
            : null;
    }

    private static string? Containment(TaskInfo task, LaunchContext context)
    {
        var required = Required(task, context);
        return context.Available.Contains(required)
            ? null
            : $"Total resources {required.Describe(context.Role)} required by task and its executor is more than available "
                + context.Available.Describe(context.Role);
    }

    /// <summary>A running executor was paid for by its first task.</summary>
    private static ResourceSet Required(TaskInfo task, LaunchContext context) => task.Executor is { } executor && Known(executor, context) is null
        ? task.Resources.ToSet().Plus(executor.Resources.ToSet())
        : task.Resources.ToSet();

    private static ExecutorRecord? Known(ExecutorInfo executor, LaunchContext context) =>
        context.Framework.Executors.GetValueOrDefault(new(context.AgentId, executor.ExecutorId.Value));
}
