using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Merges what the agents' executors can run.</summary>
internal static class KindMap
{
    /// <returns>A kind works when it works somewhere; a family without an interpreter is told only where no agent has one.</returns>
    public static IReadOnlyList<KindStatus> Merge(IEnumerable<IReadOnlyList<KindStatus>> executors)
    {
        var merged = executors.SelectMany(kinds => kinds).GroupBy(kind => kind.Kind).Select(Best).ToList();
        var families = merged.Where(kind => kind.Kind.Contains(':')).Select(kind => kind.Family).ToHashSet();
        return merged.Where(kind => kind.Kind.Contains(':') || !families.Contains(kind.Kind))
            .OrderBy(kind => kind.Kind, StringComparer.Ordinal).ToList();
    }

    private static KindStatus Best(IGrouping<string, KindStatus> same) =>
        new(same.Key, same.Any(kind => kind.IsDefault), same.Any(kind => kind.Missing is null) ? null : same.First().Missing);
}
