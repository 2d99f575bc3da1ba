namespace Faas.Mesos.Scheduler;

/// <summary>Looks for agents that offer a kind.</summary>
internal static class KindSearch
{
    /// <returns>Why none does; <see langword="null"/> while one does or might.</returns>
    public static string? Nowhere(string? kind, IReadOnlyCollection<Agent> agents)
    {
        if (kind is null || agents.Count == 0 || agents.Any(agent => agent.Offers(kind) != false))
        {
            return null;
        }
        var missing = agents.SelectMany(agent => agent.Kinds).FirstOrDefault(one => one.Is(kind) || (one.Kind == one.Family && kind.StartsWith(one.Family + ':', StringComparison.Ordinal)))?.Missing;
        return $"No agent of the cluster offers the kind '{kind}'. {missing}".TrimEnd();
    }
}
