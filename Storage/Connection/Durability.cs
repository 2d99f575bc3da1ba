namespace Faas.Storage;

/// <summary>What it means that an invocation is accepted: which faults of the store it outlives. docs/queue.md tells each one's window.</summary>
public enum Durability
{
    /// <summary>It is on the store's disk (Redis: <c>appendfsync always</c>).</summary>
    Fsync,

    /// <summary>It is on the store's disk a second later (Redis: <c>appendonly yes</c>).</summary>
    Everysec,

    /// <summary>A replica has it too, in its memory.</summary>
    Replicated,
}
