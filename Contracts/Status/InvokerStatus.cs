namespace Faas.Contracts;

/// <summary>An invoker as it tells itself to the others, with its session.</summary>
public sealed record InvokerStatus
{
    /// <summary>Its session: new at every start.</summary>
    public required string Session { get; init; }

    /// <summary>Base address of its own HTTP endpoint.</summary>
    public required Uri Address { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Whether it finishes what it has and claims no more.</summary>
    public bool Draining { get; init; }

    /// <summary>The shards it owns.</summary>
    public IReadOnlyList<int> Shards { get; init; } = [];

    /// <summary>Its containers, at most 500 of them: every renewal of a session writes them all.</summary>
    public IReadOnlyList<ContainerStatus> Containers { get; init; } = [];

    /// <summary>Namespaces that may run only so many at a time, and its share of that.</summary>
    public IReadOnlyList<NamespaceStatus> Namespaces { get; init; } = [];

    /// <summary>How many containers it has, listed above or not.</summary>
    public int ContainerCount { get; init; }

    /// <summary>What it knows of Mesos, when it leads; <see langword="null"/> otherwise.</summary>
    public CapacityStatus? Capacity { get; init; }
}

/// <summary>A container as its invoker sees it.</summary>
/// <param name="State">A word of design.md §2.</param>
/// <param name="Runs">Runs in it now.</param>
public sealed record ContainerStatus(string Id, string Function, string State, int Runs, string Slot, DateTimeOffset Since);

/// <summary>A limited namespace as one invoker sees it.</summary>
/// <param name="Limit">How many run at a time at all invokers together.</param>
/// <param name="Share">How many this one may run.</param>
/// <param name="Runs">How many it runs.</param>
/// <param name="InLine">Functions that would run something and stand in line.</param>
public sealed record NamespaceStatus(string Namespace, int Limit, int Share, int Runs, int InLine);
