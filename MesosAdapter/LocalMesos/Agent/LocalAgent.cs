using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Resources;
using Google.Protobuf;
using KillCall = Faas.Mesos.Protocol.Scheduling.Call.Types.Kill;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Agent;

/// <summary>An agent: the executors and command tasks on it. All but start and end is called by who holds the gate.</summary>
internal sealed class LocalAgent : IAsyncDisposable
{
    private readonly Dictionary<(string FrameworkId, string ExecutorId), CustomExecutor> _executors = [];
    private readonly Dictionary<(string FrameworkId, string TaskId), CommandTask> _commands = [];
    private readonly HashSet<CustomExecutor> _alive = [];
    private readonly AgentContext _context;
    private HttpServer? _server;

    public LocalAgent(LocalAgentOptions options, LocalMaster master)
    {
        Total = AgentDescription.Resources(options);
        var info = AgentDescription.Of(options, master.State, Total);
        _context = new(master.State, options, info, master.Tasks, new(master.State, master.Tasks));
    }

    public string Id => Info.Id.Value;

    public AgentInfo Info => _context.Info;

    public ResourceSet Total { get; }

    public URL Url => AgentDescription.Url(Info, _context.Cluster.Options);

    private Lock Gate => _context.Cluster.Gate;

    public async Task StartAsync(ILoggerFactory logs, CancellationToken ct)
    {
        var api = new ExecutorApi(Gate, this);
        _server = await HttpServer.StartAsync(_context.Cluster.Options.Address, _context.Options.Port, app => api.Map(app), logs, ct);
        Info.Port = _server.Address.Port;
    }

    public CustomExecutor? Find(string frameworkId, string executorId) => _executors.GetValueOrDefault((frameworkId, executorId));

    public bool Knows(string frameworkId) => _executors.Keys.Any(k => k.FrameworkId == frameworkId);

    public void Run(FrameworkInfo framework, TaskInfo task)
    {
        if (task.Executor is null)
        {
            RunCommand(framework, task);
            return;
        }
        var key = (framework.Id.Value, task.Executor.ExecutorId.Value);
        if (!_executors.TryGetValue(key, out var executor))
        {
            executor = new(task.Executor, framework, _context);
            _executors[key] = executor;
            _alive.Add(executor);
            executor.Launch(task);
            executor.Start(gone => Forget(key, gone));
            return;
        }
        executor.Launch(task);
    }

    public void Kill(string frameworkId, KillCall kill)
    {
        if (_commands.GetValueOrDefault((frameworkId, kill.TaskId.Value)) is { } command)
        {
            command.Kill(kill.KillPolicy);
        }
        else
        {
            Executors(frameworkId).FirstOrDefault(e => e.Runs(kill.TaskId.Value))?.Kill(kill.TaskId, kill.KillPolicy);
        }
    }

    public TaskStatus? Acknowledge(string frameworkId, string taskId, ByteString uuid)
    {
        var acknowledged = _context.Updates.Acknowledge(frameworkId, taskId, uuid);
        if (acknowledged is not null)
        {
            Find(frameworkId, acknowledged.ExecutorId.Value)?.Acknowledged(acknowledged);
        }
        return acknowledged;
    }

    public void Tell(string frameworkId, string executorId, ByteString data) => Find(frameworkId, executorId)?.Tell(data);

    public void Hear(string frameworkId, ExecutorID executor, ByteString data) => _context.Tasks.ExecutorMessage(frameworkId, Info.Id, executor, data);

    public void ShutDown(string frameworkId, string executorId) => Find(frameworkId, executorId)?.ShutDown();

    public void ShutDownFramework(string frameworkId)
    {
        _context.Updates.Forget(frameworkId);
        foreach (var executor in Executors(frameworkId))
        {
            executor.ShutDown();
        }
        foreach (var (_, command) in _commands.Where(c => c.Key.FrameworkId == frameworkId))
        {
            command.Kill(null);
        }
    }

    public void ResendUpdates(string frameworkId) => _context.Updates.Resend(frameworkId);

    /// <summary>Asks all executors to end, waits for the grace period, then kills what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        var exits = BeginShutDown();
        var grace = _context.Cluster.Options.ExecutorShutdownGracePeriod;
        await Task.WhenAny(Task.WhenAll(exits), Task.Delay(grace, _context.Cluster.Time));
        lock (Gate)
        {
            _alive.ToList().ForEach(e => e.KillNow());
            _commands.Values.ToList().ForEach(c => c.KillNow());
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
            _commands.Values.ToList().ForEach(c => c.Kill(null));
            return [.. _alive.Select(e => e.Exited), .. _commands.Values.Select(c => c.Exited)];
        }
    }

    private void RunCommand(FrameworkInfo framework, TaskInfo task)
    {
        var (frameworkId, key) = (framework.Id.Value, (framework.Id.Value, task.TaskId.Value));
        var saysKilling = framework.Capabilities.Any(c => c.Type == Capability.TaskKillingState);
        _commands[key] = new(task, saysKilling, _context, status => _context.Updates.Add(frameworkId, status));
        _commands[key].Start(frameworkId, () => _commands.Remove(key));
    }

    private IEnumerable<CustomExecutor> Executors(string frameworkId) => _executors.Where(e => e.Key.FrameworkId == frameworkId).Select(e => e.Value);

    private void Forget((string, string) key, CustomExecutor gone)
    {
        _alive.Remove(gone);
        if (_executors.GetValueOrDefault(key) == gone)
        {
            _executors.Remove(key);
        }
    }
}
