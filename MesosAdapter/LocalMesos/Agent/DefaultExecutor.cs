namespace Faas.Mesos.Local.Agent;

/// <summary>
/// Mesos' default executor, played by the agent: it runs task groups, ends the rest of a group when one of its tasks fails, and exits
/// with its last task. Callers hold the gate.
/// </summary>
internal sealed class DefaultExecutor(ExecutorInfo info, FrameworkInfo framework, Action exited)
{
    private readonly Dictionary<string, HashSet<string>> _groupOf = [];

    public ExecutorInfo Info => info;

    public FrameworkInfo Framework => framework;

    public string ContainerId { get; } = Guid.NewGuid().ToString();

    public void Add(IEnumerable<TaskInfo> group)
    {
        var ids = group.Select(t => t.TaskId.Value).ToHashSet();
        foreach (var id in ids)
        {
            _groupOf[id] = ids;
        }
    }

    /// <returns>The tasks that must not outlive this one.</returns>
    public IReadOnlyList<string> Ended(string taskId, TaskState state)
    {
        _groupOf.Remove(taskId, out var group);
        group!.Remove(taskId);
        if (_groupOf.Count == 0)
        {
            exited();
        }
        return state == TaskState.TaskFailed ? [.. group] : [];
    }
}
