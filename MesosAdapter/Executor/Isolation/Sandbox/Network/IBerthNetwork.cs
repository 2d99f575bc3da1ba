namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Where berths get their network from.</summary>
internal interface IBerthNetwork
{
    /// <summary>What this machine lacks for it, and how to mend that; <see langword="null"/> when nothing.</summary>
    string? FindMissing();

    /// <summary>Removes what an earlier life left, and makes what all berths share.</summary>
    /// <exception cref="IsolationException">The machine refuses; the message names the fix.</exception>
    Task PrepareAsync(CancellationToken ct);

    /// <summary>Makes the networks of some berths.</summary>
    /// <returns>The file of each one's namespace.</returns>
    /// <exception cref="IsolationException">The machine refuses.</exception>
    Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<int> berths);

    /// <summary>Takes them down; harmless when they are not there.</summary>
    Task RemoveAsync(IReadOnlyList<int> berths);
}
