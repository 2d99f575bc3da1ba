using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Resources;
using Google.Protobuf;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;
using KillCall = Faas.Mesos.Protocol.Scheduling.Call.Types.Kill;

namespace Faas.Mesos.Local.Agent;

/// <summary>An agent: the executors and tasks on it. All but start and end is called by who holds the gate.</summary>
internal sealed class LocalAgent : IAsyncDisposable
{
    private const string Draining = "Task was received while agent was already draining";

    private readonly Dictionary<(string FrameworkId, string ExecutorId), CustomExecutor> _executors = [];
    private readonly HashSet<CustomExecutor> _alive = [];
    private readonly AgentTasks _tasks = new();
    private readonly BuiltInExecutors _builtIn;
    private readonly AgentContext _context;
    private HttpServer? _server;

    public LocalAgent(LocalAgentOptions options, ClusterContext cluster, string id)
    {
        Total = AgentDescription.Resources(options);
        Link = new(cluster);
        _context = new(cluster, options, AgentDescription.Of(options, cluster.Options, id, Total), Link, new(cluster, Link), Pause);
        Nested = new(_context);
        _builtIn = new(_context, Nested);
    }

    public string Id => Info.Id.Value;

    public AgentInfo Info => _context.Info;

    public AgentLink Link { get; }

    public AgentPause Pause { get; } = new();

    public NestedContainers Nested { get; }

    /// <summary>Whether its process is between its end and its next start.</summary>
    public bool IsDown { get; set; }

    public bool AwaitsExecutors => _alive.Any(e => e.IsAwaited);

    public ResourceSet Total { get; private set; }

    public URL Url => AgentDescription.Url(Info, _context.Cluster.Options);

    private Lock Gate => _context.Cluster.Gate;

    public async Task StartAsync(ILoggerFactory logs, CancellationToken ct)
    {
        _server = await HttpServer.StartAsync(_context.Cluster.Options.Address, _context.Options.Port, Map, logs, ct);
        Info.Port = _server.Address.Port;
    }

    public CustomExecutor? Find(string frameworkId, string executorId) => _executors.GetValueOrDefault((frameworkId, executorId));

    public bool Knows(string frameworkId) => _executors.Keys.Any(k => k.FrameworkId == frameworkId);

    /// <summary>Whether an executor lives in this container.</summary>
    public bool RunsContainer(string containerId) => _alive.Any(e => e.ContainerId == containerId) || _builtIn.RunsContainer(containerId);

    /// <param name="framework">Whose task it is.</param>
    /// <param name="task">The task.</param>
    /// <param name="withExecutor">Whether the master wants its executor launched, or thinks that it runs.</param>
    public void Run(FrameworkInfo framework, TaskInfo task, bool withExecutor)
    {
        _tasks.Add(framework, task);
        if (_context.Updates.Drain is not null)
        {
            Deny(framework, task, Reason.AgentDraining, Draining);
        }
        else if (task.Executor is null)
        {
            _builtIn.Run(framework, task);
        }
        else if (withExecutor || Find(framework.Id.Value, task.Executor.ExecutorId.Value) is not null)
        {
            RunOnExecutor(framework, task);
        }
        else
        {
            Deny(framework, task, Reason.ExecutorTerminated, "No executor is expected to launch and there is none running");
        }
    }

    public void RunGroup(FrameworkInfo framework, ExecutorInfo executor, IReadOnlyList<TaskInfo> group)
    {
        foreach (var task in group)
        {
            _tasks.Add(framework, task);
        }
        if (_context.Updates.Drain is not null)
        {
            group.ToList().ForEach(t => Deny(framework, t, Reason.AgentDraining, Draining));
            return;
        }
        _builtIn.RunGroup(framework, executor, group);
    }

    public void Kill(string frameworkId, KillCall kill)
    {
        if (!_builtIn.Kill(frameworkId, kill.TaskId.Value, kill.KillPolicy))
        {
            Executors(frameworkId).FirstOrDefault(e => e.Runs(kill.TaskId.Value))?.Kill(kill.TaskId, kill.KillPolicy);
        }
    }

    /// <summary>Says that a task is not here and will not be.</summary>
    public void Deny(FrameworkInfo framework, TaskInfo task, Reason reason, string message)
    {
        _tasks.Add(framework, task);
        var state = framework.IsPartitionAware() ? TaskState.TaskDropped : TaskState.TaskLost;
        var executor = task.Executor?.ExecutorId ?? new() { Value = task.TaskId.Value };
        _context.Updates.Add(framework.Id.Value, AgentStatuses.OfAgent(task, executor, state, reason, message, _context.Cluster.Now()));
    }

    public void Acknowledge(string frameworkId, string taskId, ByteString uuid)
    {
        if (_context.Updates.Acknowledge(frameworkId, taskId, uuid) is not { } acknowledged)
        {
            return;
        }
        Find(frameworkId, acknowledged.ExecutorId.Value)?.Acknowledged(acknowledged);
        if (acknowledged.State.IsTerminal())
        {
            _tasks.Remove(frameworkId, taskId);
            EndDrainWhenIdle();
        }
    }

    public void Tell(string frameworkId, string executorId, ByteString data) => Find(frameworkId, executorId)?.Tell(data);

    public void Hear(string frameworkId, ExecutorID executor, ByteString data) =>
        Link.ToMaster("MESSAGE", master => master.Tasks.ExecutorMessage(frameworkId, Info.Id, executor, data));

    public void ShutDown(string frameworkId, string executorId) => Find(frameworkId, executorId)?.ShutDown();

    public void ShutDownFramework(string frameworkId)
    {
        _context.Updates.Forget(frameworkId);
        _tasks.RemoveOf(frameworkId);
        foreach (var executor in Executors(frameworkId))
        {
            executor.ShutDown();
        }
        _builtIn.KillOf(frameworkId);
        EndDrainWhenIdle();
    }

    /// <summary>Ends every task, and takes no more until no framework has anything here.</summary>
    public void Drain(Drain drain)
    {
        _context.Updates.Drain = drain;
        EndDrainWhenIdle();
        _builtIn.KillAll(drain.MaxGracePeriod);
        var policy = drain.MaxGracePeriod is { } grace ? new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = (long)grace.TotalNanoseconds } } : null;
        _alive.ToList().ForEach(e => e.KillTasks(policy));
    }

    public void ResendUpdates(string frameworkId) => _context.Updates.Resend(frameworkId);

    public void ResendAllUpdates() => _context.Updates.ResendAll();

    /// <summary>From now on these resources count as reserved, or no longer.</summary>
    public void Convert(ResourceSet from, ResourceSet to) => Total = Total.Minus(from).Plus(to);

    /// <summary>What registering again tells the master.</summary>
    public AgentReport Report() => new(
        [.. _tasks.All.Select(t => Report(t.Framework, t.Info))],
        [.. _executors.Values.Select(e => new ReportedExecutor(e.Framework, e.Info)), .. _builtIn.Reported]);

    /// <summary>The process of the agent ends; what does not checkpoint ends with it.</summary>
    public void Detach()
    {
        _alive.ToList().ForEach(e => e.Detach());
        _alive.Where(e => !e.Framework.Checkpoint).ToList().ForEach(e => e.KillNow());
        _builtIn.KillWithoutCheckpoint();
    }

    /// <summary>The process of the agent has started again, and waits for its executors.</summary>
    public void Recover() => _alive.ToList().ForEach(e => e.Recover());

    /// <summary>Everything on it dies at once, and it has nothing to say about it.</summary>
    public void KillAll()
    {
        _context.Updates.Clear();
        _tasks.Clear();
        KillProcesses();
        EndDrainWhenIdle();
    }

    /// <summary>The executors have used more memory than they have.</summary>
    public void KillForMemory() => _alive.ToList().ForEach(e => e.KillFor(Reason.ContainerLimitationMemory, "Memory limit exceeded"));

    /// <summary>Asks all executors to end, waits for the grace period, then kills what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        Pause.Go();
        var exits = BeginShutDown();
        var grace = _context.Cluster.Options.ExecutorShutdownGracePeriod;
        await Task.WhenAny(Task.WhenAll(exits), Task.Delay(grace, _context.Cluster.Time));
        lock (Gate)
        {
            KillProcesses();
        }
        await Task.WhenAll(exits);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private List<Task> BeginShutDown()
    {
        lock (Gate)
        {
            _alive.ToList().ForEach(e => e.ShutDown());
            _builtIn.KillAll(null);
            return [.. _alive.Select(e => e.Exited), .. _builtIn.Exits, .. Nested.KillAll()];
        }
    }

    private void KillProcesses()
    {
        _alive.ToList().ForEach(e => e.KillNow());
        _builtIn.KillAllNow();
        Nested.KillAll();
    }

    private void RunOnExecutor(FrameworkInfo framework, TaskInfo task)
    {
        var key = (framework.Id.Value, task.Executor.ExecutorId.Value);
        if (_executors.TryGetValue(key, out var executor))
        {
            executor.Launch(task);
            return;
        }
        executor = new(task.Executor, framework, _context);
        _executors[key] = executor;
        _alive.Add(executor);
        executor.Launch(task);
        executor.Start(gone => Forget(key, gone));
    }

    private ReportedTask Report(FrameworkInfo framework, TaskInfo info)
    {
        var latest = _context.Updates.Latest(framework.Id.Value, info.TaskId.Value);
        return new(framework, info, latest?.State ?? TaskState.TaskStaging, latest);
    }

    private IEnumerable<CustomExecutor> Executors(string frameworkId) => _executors.Where(e => e.Key.FrameworkId == frameworkId).Select(e => e.Value);

    private void Forget((string, string) key, CustomExecutor gone)
    {
        Nested.KillAll(gone.ContainerId);
        _alive.Remove(gone);
        if (_executors.GetValueOrDefault(key) == gone)
        {
            _executors.Remove(key);
        }
        EndDrainWhenIdle();
    }

    private void EndDrainWhenIdle()
    {
        if (!_tasks.All.Any() && _alive.Count == 0 && !_builtIn.Reported.Any())
        {
            _context.Updates.Drain = null;
        }
    }

    private void Map(WebApplication app)
    {
        new ExecutorApi(_context.Cluster, this).Map(app);
        new ContainersApi(_context.Cluster, this).Map(app);
    }
}
