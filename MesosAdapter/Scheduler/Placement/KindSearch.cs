using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>Looks for agents that offer a kind.</summary>
internal static class KindSearch
{
    /// <param name="kinds">What an agent can run.</param>
    /// <returns>Whether functions of this kind run there; <see langword="null"/> while nobody knows.</returns>
    public static bool? Has(IReadOnlyList<KindStatus> kinds, string kind) => kinds.Count == 0 ? null : kinds.Any(one => one.Missing is null && one.Is(kind));

    /// <returns>Why no agent offers it; <see langword="null"/> while one does or might.</returns>
    public static string? Nowhere(string? kind, KindCensus agents)
    {
        if (kind is null || !agents.Sets.Any() || agents.Sets.Any(kinds => Has(kinds, kind) != false))
        {
            return null;
        }
        var missing = agents.Sets.SelectMany(kinds => kinds).FirstOrDefault(one => one.Is(kind) || (one.Kind == one.Family && kind.StartsWith(one.Family + ':', StringComparison.Ordinal)))?.Missing;
        return $"No agent of the cluster offers the kind '{kind}'. {missing}".TrimEnd();
    }
}
