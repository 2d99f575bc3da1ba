using Faas.Mesos.Local.Allocator;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Resources;
using Faas.Mesos.Protocol.Scheduling;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>What the master knows of a framework. Guarded by <see cref="MasterState.Gate"/>.</summary>
internal sealed class Framework(FrameworkInfo info)
{
    private readonly Dictionary<string, ResourceSet> _held = [];

    public FrameworkInfo Info { get; set; } = info;

    public string Id => Info.Id.Value;

    /// <summary>Null while the framework is disconnected; events are then dropped, not queued.</summary>
    public EventStream? Stream { get; set; }

    /// <summary>Runs while connected: heartbeats; while disconnected: the failover timeout.</summary>
    public ITimer? Timer { get; set; }

    public HashSet<string> SuppressedRoles { get; } = [];

    public List<OfferFilter> Filters { get; } = [];

    public Dictionary<string, TaskRecord> Tasks { get; } = [];

    public Dictionary<ExecutorKey, ExecutorRecord> Executors { get; } = [];

    public IReadOnlyList<string> Roles => Has(Capability.MultiRole) ? Info.Roles : [SingleRole];

    public bool IsPartitionAware => Has(Capability.PartitionAware);

#pragma warning disable CS0612 // The field is what frameworks without MULTI_ROLE set.
    private string SingleRole => Info.Role;
#pragma warning restore CS0612

    /// <returns>The state given, or LOST where the framework knows no better.</returns>
    public TaskState StateOr(TaskState aware) => IsPartitionAware ? aware : TaskState.TaskLost;

    public IEnumerable<TaskRecord> TasksOn(AgentRecord agent) => Tasks.Values.Where(t => t.AgentId == agent.Id);

    public IEnumerable<KeyValuePair<ExecutorKey, ExecutorRecord>> ExecutorsOn(AgentRecord agent) => Executors.Where(e => e.Key.AgentId == agent.Id);

    public void RemoveExecutorsOn(AgentRecord agent) => ExecutorsOn(agent).Select(e => e.Key).ToList().ForEach(key => Executors.Remove(key));

    public bool Has(Capability capability) => Info.Capabilities.Any(c => c.Type == capability);

    public void Send(Event happened) => Stream?.Send(happened);

    public ResourceSet Held(string role) => _held.GetValueOrDefault(role, ResourceSet.Empty);

    public void Hold(string role, ResourceSet resources) => _held[role] = Held(role).Plus(resources);

    public void Release(string role, ResourceSet resources) => _held[role] = Held(role).Minus(resources);
}

/// <summary>An executor is known by its id, framework and agent; the framework is the owner of the key.</summary>
internal readonly record struct ExecutorKey(string AgentId, string ExecutorId);

/// <summary>A custom executor as the master accounts for it: charged once, from its first task to its exit.</summary>
internal sealed record ExecutorRecord(ExecutorInfo Info, string Role, ResourceSet Resources);
