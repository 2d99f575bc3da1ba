namespace Faas.Contracts;

/// <summary>Why an executor refuses a call.</summary>
public enum ExecutorFault
{
    /// <summary>401: the token is not the cluster's.</summary>
    Unauthorized,

    /// <summary>400: the request cannot be read.</summary>
    BadRequest,

    /// <summary>404: no such slot here; it ended, or the executor restarted.</summary>
    UnknownSlot,

    /// <summary>404: no such container here.</summary>
    UnknownContainer,

    /// <summary>409: the slot holds a container, the container's id is taken, or it is another invoker's.</summary>
    Occupied,

    /// <summary>409: this attempt of the invocation was started already.</summary>
    AlreadyStarted,

    /// <summary>410: the container ended before the run was started.</summary>
    ContainerGone,

    /// <summary>422: no such kind on this agent; the detail says why.</summary>
    UnknownKind,

    /// <summary>503: its image is being pulled, which goes on; the detail says how far. Ask again.</summary>
    ImagePulling,

    /// <summary>500: the container did not start; the detail says why.</summary>
    StartFailed,

    /// <summary>409: what is recalled was never started here, and never will be.</summary>
    NeverStarted,

    /// <summary>410: the executor that is asked for the attempt has ended, and this one has come in its place: what was started there nobody can say.</summary>
    Restarted,
}

/// <summary>Body of every refusal of an executor. Whatever was asked was not started.</summary>
public sealed record ExecutorProblem(ExecutorFault Fault, string Detail);
