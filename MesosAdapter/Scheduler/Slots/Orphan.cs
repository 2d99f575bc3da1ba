using Faas.Contracts;

namespace Faas.Mesos.Scheduler;

/// <summary>A warm container of a dead invoker: kept in its slot for whoever runs that function next.</summary>
internal sealed record Orphan(string Container, string Owner, string Function, string Revision)
{
    /// <returns>What may pass to another, of a container whose owner is dead; <see langword="null"/> where its code is not in it, or nobody knows of what.</returns>
    public static Orphan? Of(ExecutorContainer container) =>
        container is { Function: { } function, Revision: { } revision } ? new(container.Id, container.Owner, function, revision) : null;
}
