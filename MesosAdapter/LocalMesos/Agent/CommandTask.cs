namespace Faas.Mesos.Local.Agent;

/// <summary>Whose container a command runs in.</summary>
/// <param name="Executor">Of its own for a command task, the default executor for a task of a group.</param>
/// <param name="ParentContainer">The default executor's container; null where the task has one of its own.</param>
internal sealed record CommandPlace(ExecutorID Executor, string? ParentContainer = null);

/// <summary>
/// A task that is a command: Mesos runs it under a built-in executor, which sends STARTING and RUNNING and tells how the command
/// ended. Here the agent plays that executor. Callers hold the gate.
/// </summary>
internal sealed class CommandTask(TaskInfo task, CommandPlace place, bool saysKilling, AgentContext agent, Action<TaskStatus> update) : IBuiltInTask
{
    private readonly string _containerId = Guid.NewGuid().ToString();
    private SandboxProcess? _process;
    private ITimer? _killTimer;
    private bool _killed;

    public Task Exited => _process?.Exited ?? Task.CompletedTask;

    public void Start(string frameworkId, Action<TaskState> ended)
    {
        var sandbox = Sandbox.Create(agent.Options, agent.Info.Id.Value, frameworkId, place.Executor.Value, _containerId);
        var spec = LaunchSpec.Of(task.Command, sandbox, new Dictionary<string, string>());
        _process = SandboxProcess.Launch(spec, agent.Pause, Started, status => Ended(status, ended));
    }

    /// <summary>SIGTERM, and SIGKILL after the grace that the policy, or else the task, or else Mesos gives.</summary>
    public void Kill(KillPolicy? policy) => Kill(Grace(policy));

    /// <summary>The same with the most that an operator allows.</summary>
    public void KillWithin(TimeSpan? longest) => Kill(longest < Grace(null) ? longest.Value : Grace(null));

    public void KillNow() => _process?.Signal(Signals.Kill);

    private void Kill(TimeSpan grace)
    {
        if (!_killed && saysKilling)
        {
            Say(TaskState.TaskKilling);
        }
        _killed = true;
        _process?.Signal(Signals.Terminate);
        _killTimer?.Dispose();
        _killTimer = agent.Cluster.Time.CreateTimer(_ => KillNow(), null, grace, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Grace(KillPolicy? policy) => (policy ?? task.KillPolicy)?.GracePeriod is { } asked
        ? TimeSpan.FromTicks(asked.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : agent.Cluster.Options.KillGracePeriod;

    private void Started()
    {
        lock (agent.Cluster.Gate)
        {
            Say(TaskState.TaskStarting);
            Say(TaskState.TaskRunning);
        }
    }

    private void Ended(int status, Action<TaskState> ended)
    {
        lock (agent.Cluster.Gate)
        {
            _killTimer?.Dispose();
            var (signal, code) = (status & 0x7f, status >> 8);
            var state = _killed ? TaskState.TaskKilled : status == 0 ? TaskState.TaskFinished : TaskState.TaskFailed;
            Say(state, signal == 0 ? $"Command exited with status {code}" : $"Command terminated with signal {SignalName(signal)}");
            ended(state);
        }
    }

    private void Say(TaskState state, string? message = null)
    {
        var status = AgentStatuses.OfCommand(task, state, message, agent.Cluster.Now());
        if (place.ParentContainer is { } parent)
        {
            status.ContainerStatus = new() { ContainerId = new() { Value = _containerId, Parent = new() { Value = parent } } };
        }
        update(AgentStatuses.Complete(
            status, agent.Info, place.Executor, _containerId, _process?.Pid, agent.Cluster.Options.Address.ToString(), agent.Cluster.Now()));
    }

    private static string SignalName(int signal) => signal switch
    {
        Signals.Terminate => "Terminated",
        Signals.Kill => "Killed",
        _ => signal.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
