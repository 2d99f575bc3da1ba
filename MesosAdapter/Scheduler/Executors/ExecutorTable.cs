using System.Diagnostics.CodeAnalysis;

namespace Faas.Mesos.Scheduler;

/// <summary>Our executors, by id and by agent. Guarded by the ledger's gate.</summary>
internal sealed class ExecutorTable(ExecutorBlueprint blueprint)
{
    private readonly Dictionary<string, ExecutorEntry> _executors = [];
    private readonly Dictionary<string, List<ExecutorEntry>> _byAgent = [];
    private readonly Dictionary<string, string> _hashes = [];
    private readonly HashSet<string> _retired = [];

    /// <summary>Told the agent and role for which something may be different now.</summary>
    public Action<string, string> Changed { get; set; } = static (_, _) => { };

    public IReadOnlyCollection<ExecutorEntry> All => _executors.Values;

    public bool TryGet(string id, [MaybeNullWhen(false)] out ExecutorEntry executor) => _executors.TryGetValue(id, out executor);

    public IReadOnlyList<ExecutorEntry> On(string agentId) => _byAgent.TryGetValue(agentId, out var executors) ? executors : [];

    public void Add(ExecutorEntry executor)
    {
        if (!_executors.TryAdd(executor.Id, executor))
        {
            return;
        }
        if (!_byAgent.TryGetValue(executor.AgentId, out var there))
        {
            _byAgent.Add(executor.AgentId, there = []);
        }
        there.Add(executor);
        Changed(executor.AgentId, executor.Role);
    }

    /// <summary>One of its slots has been seen running.</summary>
    public void ComeUp(ExecutorEntry executor)
    {
        if (!executor.IsUp)
        {
            executor.IsUp = true;
            Changed(executor.AgentId, executor.Role);
        }
    }

    /// <summary>It is dead, or as good as: its id is never used again.</summary>
    public void Retire(string id)
    {
        _retired.Add(id);
        if (_executors.Remove(id, out var executor))
        {
            var there = _byAgent[executor.AgentId];
            there.Remove(executor);
            if (there.Count == 0)
            {
                _byAgent.Remove(executor.AgentId);
            }
            Changed(executor.AgentId, executor.Role);
        }
    }

    /// <summary>Nothing has been heard of the agent for long; an offer of it would tell which executors still run there.</summary>
    public void Forget(string agentId)
    {
        _retired.RemoveWhere(id => ExecutorIds.IsOn(id, agentId));
        if (_byAgent.Remove(agentId, out var there))
        {
            there.ForEach(executor => _executors.Remove(executor.Id));
        }
    }

    /// <returns>Whether it is here, or has been and is dead.</returns>
    public bool Knows(string id) => _executors.ContainsKey(id) || _retired.Contains(id);

    /// <returns>The executor of this version that new slots of an agent go to.</returns>
    public ExecutorEntry? Current(string agentId, string role) => On(agentId)
        .Where(executor => executor.Role == role && executor.Info is not null && IsCurrent(executor))
        .OrderByDescending(executor => executor.IsUp)
        .FirstOrDefault();

    public ExecutorReadiness ReadinessOf(string agentId, string role) => Current(agentId, role) switch
    {
        null => ExecutorReadiness.None,
        { IsUp: true } => ExecutorReadiness.Running,
        _ => ExecutorReadiness.Starting,
    };

    public bool IsCurrent(string executorId, string agentId, string role) => ExecutorIds.IsOf(executorId, agentId, Hash(role));

    public bool IsCurrent(ExecutorEntry executor) => IsCurrent(executor.Id, executor.AgentId, executor.Role);

    public string NewId(string agentId, string role, string generation) => ExecutorIds.Make(agentId, Hash(role), generation);

    private string Hash(string role) => _hashes.TryGetValue(role, out var hash) ? hash : _hashes[role] = blueprint.HashFor(role);
}
