namespace Faas.Contracts;

/// <summary>How a call of a container ended, before anybody judges what it answered.</summary>
public enum ContainerEnd
{
    /// <summary>It answered over HTTP, with whatever status.</summary>
    Answered,

    /// <summary>It did not answer in time; it has been killed.</summary>
    TimedOut,

    /// <summary>The kernel killed it at its memory limit.</summary>
    OutOfMemory,

    /// <summary>Its process ended, or closed the connection, before it answered.</summary>
    Crashed,

    /// <summary>It answered more than 1 MiB; it has been killed.</summary>
    AnswerTooLarge,

    /// <summary>Its code could not be fetched or unpacked; for <c>init</c> alone.</summary>
    CodeUnusable,

    /// <summary>The executor itself failed within the call, or was told to remove the container under it: nobody knows what the function did. For runs alone.</summary>
    ExecutorFailed,
}

/// <summary>200 of <c>POST /containers/{id}/init</c>; a run answers the same things in a frame (<see cref="RunAnswer"/>), its bytes untouched.</summary>
/// <param name="End">How the call ended.</param>
/// <param name="Status">HTTP status of the container's answer; 0 when there was none.</param>
/// <param name="Body">The answer's text; empty when there was none.</param>
/// <param name="Detail">What is known beyond <paramref name="End"/>: exit code, signal, which archive entry.</param>
/// <param name="Micros">How long the call took, in microseconds.</param>
/// <param name="Logs">Its log lines, <c>time stream: text</c> each.</param>
public sealed record ContainerReply(ContainerEnd End, int Status, string Body, string? Detail, long Micros, string Logs);
