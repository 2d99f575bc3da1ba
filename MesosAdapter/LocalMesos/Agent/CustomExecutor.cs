using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Protocol.Executing;
using Google.Protobuf;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Agent;

/// <summary>A program of the framework that runs its tasks and speaks the executor API. Callers hold the gate.</summary>
internal sealed class CustomExecutor(ExecutorInfo info, FrameworkInfo framework, AgentContext agent)
{
    private readonly Dictionary<string, TaskInfo> _tasks = [];
    private readonly HashSet<string> _queued = [];
    private SandboxProcess? _process;
    private EventStream? _stream;
    private ITimer? _deadline;
    private (Reason Reason, string Message) _termination = (Reason.ExecutorTerminated, "Executor terminated");
    private bool _awaited = true;

    public ExecutorState State { get; private set; }

    /// <summary>Whether it has not subscribed since it, or its agent, was started.</summary>
    public bool IsAwaited => _awaited && State < ExecutorState.Terminating;

    public string ContainerId { get; } = Guid.NewGuid().ToString();

    public ExecutorInfo Info => info;

    public FrameworkInfo Framework => framework;

    public Task Exited => _process?.Exited ?? Task.CompletedTask;

    private string FrameworkId => framework.Id.Value;

    public void Start(Action<CustomExecutor> exited)
    {
        var sandbox = Sandbox.Create(agent.Options, agent.Info.Id.Value, FrameworkId, info.ExecutorId.Value, ContainerId);
        var spec = LaunchSpec.Of(info.Command, sandbox, ExecutorVariables.Of(info, framework, agent));
        _process = SandboxProcess.Launch(spec, agent.Pause, () => { }, status => Exit(status, exited));
        _deadline = Deadline(agent.Cluster.Options.ExecutorRegistrationTimeout, Reason.ExecutorRegistrationTimeout);
    }

    public void Subscribe(Call.Types.Subscribe subscribe, EventStream stream)
    {
        if (_awaited && State != ExecutorState.Terminating)
        {
            _deadline?.Dispose();
        }
        _awaited = false;
        State = ExecutorLifecycle.Next(State, ExecutorEvent.Subscribed);
        _stream?.Close();
        _stream = stream;
        _stream.Send(ExecutorEvents.Subscribed(info, framework, agent.Info, ContainerId));
        foreach (var update in subscribe.UnacknowledgedUpdates)
        {
            Update(update.Status);
        }
        DropLost(subscribe);
        foreach (var task in _queued.Select(id => _tasks[id]).ToList())
        {
            Deliver(task);
        }
        if (State == ExecutorState.Terminating)
        {
            _stream.Send(ExecutorEvents.ShutDown);
        }
    }

    public bool IsSubscribed(EventStream? stream = null) => stream is null ? _stream is not null : _stream == stream;

    public void Disconnect(EventStream stream) => _stream = _stream == stream ? null : _stream;

    public void Launch(TaskInfo task)
    {
        _tasks[task.TaskId.Value] = task;
        if (State >= ExecutorState.Terminating)
        {
            End(task, framework.IsPartitionAware() ? TaskState.TaskDropped : TaskState.TaskLost, Reason.ExecutorTerminated, "Executor terminating");
            return;
        }
        _queued.Add(task.TaskId.Value);
        if (_stream is not null)
        {
            Deliver(task);
        }
    }

    public bool Runs(string taskId) => _tasks.ContainsKey(taskId);

    public void Kill(TaskID taskId, KillPolicy? policy)
    {
        if (!_queued.Remove(taskId.Value))
        {
            _stream?.Send(ExecutorEvents.Kill(taskId, policy));
            return;
        }
        End(_tasks[taskId.Value], TaskState.TaskKilled, Reason.TaskKilledDuringLaunch, "Killed before it was delivered to the executor");
        if (_tasks.Count == 0 && State == ExecutorState.Registering)
        {
            ShutDown();
        }
    }

    public void KillTasks(KillPolicy? policy) => _tasks.Values.ToList().ForEach(t => Kill(t.TaskId, policy));

    public void Tell(ByteString data) => _stream?.Send(ExecutorEvents.Message(data));

    /// <summary>Takes an update of the executor.</summary>
    public void Update(TaskStatus status)
    {
        var complete = AgentStatuses.Complete(
            status, agent.Info, null, ContainerId, _process?.Pid, agent.Cluster.Options.Address.ToString(), agent.Cluster.Now());
        if (status.State.IsTerminal())
        {
            _tasks.Remove(status.TaskId.Value);
        }
        agent.Updates.Add(FrameworkId, complete);
    }

    public void Acknowledged(TaskStatus status)
    {
        if (status.Source == Source.Executor)
        {
            _stream?.Send(ExecutorEvents.Acknowledged(status.TaskId, status.Uuid));
        }
    }

    public void ShutDown()
    {
        if (State is ExecutorState.Terminating or ExecutorState.Terminated)
        {
            return;
        }
        State = ExecutorLifecycle.Next(State, ExecutorEvent.ShutDown);
        _stream?.Send(ExecutorEvents.ShutDown);
        _deadline?.Dispose();
        _deadline = Deadline(ExecutorVariables.GracePeriod(info, agent), Reason.ExecutorTerminated);
    }

    public void KillNow() => _process?.Signal(Signals.Kill);

    /// <summary>Its tasks fail, and say why.</summary>
    public void KillFor(Reason reason, string message)
    {
        _termination = (reason, message);
        KillNow();
    }

    /// <summary>The agent's process has ended, and the connection with it.</summary>
    public void Detach()
    {
        _stream?.Break();
        _stream = null;
        _awaited |= State == ExecutorState.Running;
    }

    /// <summary>The agent has been started anew: an executor that does not subscribe again in time is killed.</summary>
    public void Recover()
    {
        if (IsAwaited)
        {
            _deadline?.Dispose();
            _deadline = Deadline(agent.Cluster.Options.ExecutorReregistrationTimeout, Reason.ExecutorReregistrationTimeout);
        }
    }

    private void Deliver(TaskInfo task)
    {
        _queued.Remove(task.TaskId.Value);
        _stream!.Send(ExecutorEvents.Launch(task));
    }

    /// <summary>A task sent over a connection that broke, of which the executor says nothing, never reached it.</summary>
    private void DropLost(Call.Types.Subscribe subscribe)
    {
        var known = subscribe.UnacknowledgedTasks.Select(t => t.TaskId.Value).ToHashSet();
        foreach (var task in _tasks.Values.Where(t => !_queued.Contains(t.TaskId.Value) && !known.Contains(t.TaskId.Value)).ToList())
        {
            if (agent.Updates.Latest(FrameworkId, task.TaskId.Value) is null)
            {
                End(task, framework.IsPartitionAware() ? TaskState.TaskDropped : TaskState.TaskLost, Reason.AgentRestarted, "Task launched during agent restart");
            }
        }
    }

    private void End(TaskInfo task, TaskState state, Reason reason, string message)
    {
        _tasks.Remove(task.TaskId.Value);
        agent.Updates.Add(FrameworkId, AgentStatuses.OfAgent(task, info.ExecutorId, state, reason, message, agent.Cluster.Now()));
    }

    private void Exit(int status, Action<CustomExecutor> exited)
    {
        lock (agent.Cluster.Gate)
        {
            State = ExecutorLifecycle.Next(State, ExecutorEvent.Exited);
            _deadline?.Dispose();
            _stream?.Close();
            _stream = null;
            agent.Link.ToMaster("EXITED_EXECUTOR", master => master.Tasks.ExecutorExited(FrameworkId, new(agent.Info.Id, info.ExecutorId, status)));
            var (reason, message) = _process!.FetchFailed
                ? (Reason.ContainerLaunchFailed, $"Failed to launch container: Failed to fetch all URIs for container '{ContainerId}': exited with status 1")
                : _termination;
            foreach (var task in _tasks.Values.ToList())
            {
                End(task, TaskState.TaskFailed, reason, message);
            }
            exited(this);
        }
    }

    private ITimer Deadline(TimeSpan due, Reason reason) => agent.Cluster.Time.CreateTimer(_ => Expire(reason), null, due, Timeout.InfiniteTimeSpan);

    private void Expire(Reason reason)
    {
        lock (agent.Cluster.Gate)
        {
            KillFor(reason, "Executor terminated");
        }
    }
}
