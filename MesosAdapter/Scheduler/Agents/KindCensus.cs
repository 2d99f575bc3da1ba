using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Which sets of kinds agents have, and how many agents each: thousands of agents have a handful of them. Guarded by the ledger's gate.</summary>
internal sealed class KindCensus
{
    private readonly List<Shared> _sets = [];

    /// <summary>The sets that agents have; an agent of which nothing is known yet has the empty one.</summary>
    public IEnumerable<IReadOnlyList<KindStatus>> Sets => _sets.Select(set => set.Kinds);

    /// <returns>The set, shared with all agents that have the same.</returns>
    public IReadOnlyList<KindStatus> Add(IReadOnlyList<KindStatus> kinds)
    {
        if (_sets.Find(set => set.Kinds.SequenceEqual(kinds)) is not { } shared)
        {
            _sets.Add(shared = new Shared(kinds));
        }
        shared.Agents++;
        return shared.Kinds;
    }

    public void Remove(IReadOnlyList<KindStatus> kinds)
    {
        var shared = _sets.Find(set => ReferenceEquals(set.Kinds, kinds));
        if (shared is not null && --shared.Agents == 0)
        {
            _sets.Remove(shared);
        }
    }

    private sealed class Shared(IReadOnlyList<KindStatus> kinds)
    {
        public IReadOnlyList<KindStatus> Kinds => kinds;

        public int Agents { get; set; }
    }
}
