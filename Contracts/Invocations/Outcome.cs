namespace Faas.Contracts;

/// <summary>How an invocation ended. The side at fault decides the HTTP status (design.md §7).</summary>
public enum Outcome
{
    /// <summary>It answered with a JSON object or array: 200.</summary>
    Success,

    /// <summary>It threw, answered with an <c>error</c> member, or with something that is no object: 502.</summary>
    FunctionError,

    /// <summary>Its code could not be initialised: 502.</summary>
    InitError,

    /// <summary>It ran past its timeout: 504.</summary>
    TimedOut,

    /// <summary>It needed more memory than its limit: 502.</summary>
    OutOfMemory,

    /// <summary>Its process ended before it answered: 502.</summary>
    Crashed,

    /// <summary>No container could be started for it, for a reason that will not go away by itself: 502.</summary>
    CouldNotStart,

    /// <summary>Its result was over 1 MiB: 502.</summary>
    ResultTooLarge,

    /// <summary>It was started and the platform lost sight of it: 502. A synchronous invocation is not started twice.</summary>
    OutcomeUnknown,

    /// <summary>It waited for capacity until its caller's deadline and was never started: 503.</summary>
    NoCapacity,

    /// <summary>As many ran as a limit allows until its caller's deadline, and it was never started: 429.</summary>
    LimitReached,

    /// <summary>Its function was deleted while it waited: 404.</summary>
    FunctionDeleted,

    /// <summary>The platform lost it five times: dead letter.</summary>
    PlatformLost,

    /// <summary>Its caller took it back: 409.</summary>
    Cancelled,
}
