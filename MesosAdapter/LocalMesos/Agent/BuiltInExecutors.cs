using Faas.Mesos.Local.Membership;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Agent;

/// <summary>What runs on an agent without an executor of the framework's own: command tasks and task groups. Callers hold the gate.</summary>
internal sealed class BuiltInExecutors(AgentContext agent, NestedContainers nested)
{
    private readonly Dictionary<(string FrameworkId, string TaskId), (FrameworkInfo Framework, IBuiltInTask Task)> _commands = [];
    private readonly Dictionary<(string FrameworkId, string ExecutorId), DefaultExecutor> _defaults = [];

    public IEnumerable<Task> Exits => _commands.Values.Select(c => c.Task.Exited);

    public IEnumerable<ReportedExecutor> Reported => _defaults.Values.Select(d => new ReportedExecutor(d.Framework, d.Info));

    public bool RunsContainer(string containerId) => _defaults.Values.Any(d => d.ContainerId == containerId);

    public void Run(FrameworkInfo framework, TaskInfo task) => Run(framework, task, new(new() { Value = task.TaskId.Value }), _ => { });

    /// <summary>The group's executor is started by its first group.</summary>
    public void RunGroup(FrameworkInfo framework, ExecutorInfo info, IReadOnlyList<TaskInfo> group)
    {
        var key = (framework.Id.Value, info.ExecutorId.Value);
        if (!_defaults.TryGetValue(key, out var executor))
        {
            executor = new(info, framework, () => Forget(key));
            _defaults[key] = executor;
        }
        executor.Add(group);
        foreach (var task in group)
        {
            Run(framework, task, new(info.ExecutorId, executor.ContainerId), state => EndGroup(executor, task, state));
        }
    }

    /// <returns>Whether the task is one of these.</returns>
    public bool Kill(string frameworkId, string taskId, KillPolicy? policy)
    {
        var command = _commands.GetValueOrDefault((frameworkId, taskId)).Task;
        command?.Kill(policy);
        return command is not null;
    }

    public void KillOf(string frameworkId) => Each(c => c.Framework.Id.Value == frameworkId, c => c.Kill(null));

    public void KillAll(TimeSpan? longestGrace) => Each(_ => true, c => c.KillWithin(longestGrace));

    public void KillAllNow() => Each(_ => true, c => c.KillNow());

    /// <summary>The executors of these do not outlive their agent's process.</summary>
    public void KillWithoutCheckpoint() => Each(c => !c.Framework.Checkpoint, c => c.KillNow());

    private void Run(FrameworkInfo framework, TaskInfo task, CommandPlace place, Action<TaskState> ended)
    {
        var (frameworkId, key) = (framework.Id.Value, (framework.Id.Value, task.TaskId.Value));
        var saysKilling = framework.Capabilities.Any(c => c.Type == Capability.TaskKillingState);
        void Update(TaskStatus status) => agent.Updates.Add(frameworkId, status);
        IBuiltInTask command = task.Container?.Type == ContainerInfo.Types.Type.Docker
            ? new DockerTask(task, saysKilling, agent, Update)
            : new CommandTask(task, place, saysKilling, agent, Update);
        _commands[key] = (framework, command);
        command.Start(frameworkId, state =>
        {
            _commands.Remove(key);
            ended(state);
        });
    }

    private void EndGroup(DefaultExecutor executor, TaskInfo task, TaskState state)
    {
        foreach (var other in executor.Ended(task.TaskId.Value, state))
        {
            Kill(executor.Framework.Id.Value, other, null);
        }
    }

    private void Forget((string FrameworkId, string ExecutorId) key)
    {
        if (_defaults.Remove(key, out var executor))
        {
            nested.KillAll(executor.ContainerId);
            agent.Link.ToMaster("EXITED_EXECUTOR", master => master.Tasks.ExecutorExited(key.FrameworkId, new(agent.Info.Id, executor.Info.ExecutorId, 0)));
        }
    }

    private void Each(Func<(FrameworkInfo Framework, IBuiltInTask Task), bool> which, Action<IBuiltInTask> act) =>
        _commands.Values.Where(which).ToList().ForEach(c => act(c.Task));
}
