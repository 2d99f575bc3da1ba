namespace Faas.Mesos.Local.Agent;

/// <summary>Every task of an agent from its launch until its end is acknowledged: what the agent reports when it registers again.</summary>
internal sealed class AgentTasks
{
    private readonly Dictionary<(string FrameworkId, string TaskId), (FrameworkInfo Framework, TaskInfo Info)> _tasks = [];

    public IEnumerable<(FrameworkInfo Framework, TaskInfo Info)> All => _tasks.Values;

    public void Add(FrameworkInfo framework, TaskInfo task) => _tasks[(framework.Id.Value, task.TaskId.Value)] = (framework, task);

    public void Remove(string frameworkId, string taskId) => _tasks.Remove((frameworkId, taskId));

    public void RemoveOf(string frameworkId) => _tasks.Keys.Where(k => k.FrameworkId == frameworkId).ToList().ForEach(k => _tasks.Remove(k));

    public void Clear() => _tasks.Clear();
}
