using System.Diagnostics.CodeAnalysis;

namespace Faas.Mesos.Scheduler;

/// <summary>Our executors, by agent. Guarded by the ledger's gate.</summary>
internal sealed class ExecutorTable(ExecutorBlueprint blueprint)
{
    private readonly Dictionary<string, ExecutorEntry> _executors = [];
    private readonly Dictionary<string, string> _hashes = [];
    private readonly HashSet<string> _retired = [];

    public IReadOnlyCollection<ExecutorEntry> All => _executors.Values;

    public bool TryGet(string id, [MaybeNullWhen(false)] out ExecutorEntry executor) => _executors.TryGetValue(id, out executor);

    public void Add(ExecutorEntry executor) => _executors.TryAdd(executor.Id, executor);

    /// <summary>It is dead, or as good as: its id is never used again.</summary>
    public void Retire(string id)
    {
        _executors.Remove(id);
        _retired.Add(id);
    }

    /// <returns>Whether it is here, or has been and is dead.</returns>
    public bool Knows(string id) => _executors.ContainsKey(id) || _retired.Contains(id);

    /// <returns>The executor of this version that new slots of an agent go to.</returns>
    public ExecutorEntry? Current(string agentId, string role) => _executors.Values
        .Where(executor => executor.AgentId == agentId && executor.Role == role && executor.Info is not null && IsCurrent(executor))
        .OrderByDescending(executor => executor.IsUp)
        .FirstOrDefault();

    public bool IsCurrent(string executorId, string agentId, string role) => ExecutorIds.IsOf(executorId, agentId, Hash(role));

    public bool IsCurrent(ExecutorEntry executor) => IsCurrent(executor.Id, executor.AgentId, executor.Role);

    public string NewId(string agentId, string role, string generation) => ExecutorIds.Make(agentId, Hash(role), generation);

    private string Hash(string role) => _hashes.TryGetValue(role, out var hash) ? hash : _hashes[role] = blueprint.HashFor(role);
}
