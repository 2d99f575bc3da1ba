namespace Faas.Contracts;

/// <summary>Where an invocation is. Every accepted one reaches exactly one of the last four.</summary>
public enum InvocationState
{
    /// <summary>In its function's queue.</summary>
    Queued,

    /// <summary>Not due yet: it was asked to run later, or its next attempt is to come.</summary>
    Delayed,

    /// <summary>Claimed by an invoker.</summary>
    Running,

    /// <summary>Ended with a result.</summary>
    Done,

    /// <summary>Ended by a fault of the function or of a limit; see its outcome.</summary>
    Failed,

    /// <summary>Given up after its last attempt, and kept as a dead letter; see its outcome.</summary>
    Dead,

    /// <summary>Ended by its caller before it finished.</summary>
    Cancelled,
}
