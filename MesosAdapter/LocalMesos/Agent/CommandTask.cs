namespace Faas.Mesos.Local.Agent;

/// <summary>
/// A task that is a command: Mesos runs it under an executor of its own, which sends STARTING and RUNNING and tells how the
/// command ended. Here the agent plays that executor. Callers hold the gate.
/// </summary>
internal sealed class CommandTask(TaskInfo task, bool saysKilling, AgentContext agent, Action<TaskStatus> update)
{
    private SandboxProcess? _process;
    private ITimer? _killTimer;
    private bool _killed;

    public string ContainerId { get; } = Guid.NewGuid().ToString();

    public Task Exited => _process?.Exited ?? Task.CompletedTask;

    public void Start(string frameworkId, Action ended)
    {
        var sandbox = Sandbox.Create(agent.Options, agent.Info.Id.Value, frameworkId, task.TaskId.Value, ContainerId);
        _process = SandboxProcess.Launch(LaunchSpec.Of(task.Command, sandbox, new Dictionary<string, string>()), Started, status => Ended(status, ended));
    }

    public void Kill(KillPolicy? policy)
    {
        if (!_killed && saysKilling)
        {
            Say(TaskState.TaskKilling);
        }
        _killed = true;
        _process?.Signal(Signals.Terminate);
        var grace = (policy ?? task.KillPolicy)?.GracePeriod is { } asked
            ? TimeSpan.FromTicks(asked.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : agent.Cluster.Options.KillGracePeriod;
        _killTimer?.Dispose();
        _killTimer = agent.Cluster.Time.CreateTimer(_ => KillNow(), null, grace, Timeout.InfiniteTimeSpan);
    }

    public void KillNow() => _process?.Signal(Signals.Kill);

    private void Started()
    {
        lock (agent.Cluster.Gate)
        {
            Say(TaskState.TaskStarting);
            Say(TaskState.TaskRunning);
        }
    }

    private void Ended(int status, Action ended)
    {
        lock (agent.Cluster.Gate)
        {
            _killTimer?.Dispose();
            var (signal, code) = (status & 0x7f, status >> 8);
            var state = _killed ? TaskState.TaskKilled : status == 0 ? TaskState.TaskFinished : TaskState.TaskFailed;
            Say(state, signal == 0 ? $"Command exited with status {code}" : $"Command terminated with signal {SignalName(signal)}");
            ended();
        }
    }

    private void Say(TaskState state, string? message = null) => update(AgentStatuses.Complete(
        AgentStatuses.OfCommand(task, state, message, agent.Cluster.Now()),
        agent.Info,
        new() { Value = task.TaskId.Value },
        ContainerId,
        _process?.Pid,
        agent.Cluster.Options.Address.ToString(),
        agent.Cluster.Now()));

    private static string SignalName(int signal) => signal switch
    {
        Signals.Terminate => "Terminated",
        Signals.Kill => "Killed",
        _ => signal.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
