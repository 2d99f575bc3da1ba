namespace Faas.Contracts;

/// <summary>Headers of <c>POST /containers/{id}/run</c>. The body is passed to the container's <c>/run</c> byte for byte, and its answer back.</summary>
public static class RunHeaders
{
    /// <summary>Request: the invocation, 32 hex digits. An executor starts each (invocation, attempt) once.</summary>
    public const string Invocation = "Faas-Invocation";

    /// <summary>Request: which try this is, from 1.</summary>
    public const string Attempt = "Faas-Attempt";

    /// <summary>Request: how long the run may take, in milliseconds.</summary>
    public const string TimeoutMs = "Faas-Timeout-Ms";

    /// <summary>Request: how many bytes of log lines to keep.</summary>
    public const string LogsBytes = "Faas-Logs-Bytes";

    /// <summary>Answer: the <see cref="ContainerEnd"/>, in kebab-case.</summary>
    public const string End = "Faas-End";

    /// <summary>Answer: HTTP status of the container's answer; 0 when there was none.</summary>
    public const string Status = "Faas-Status";

    /// <summary>Answer: how long the run took, in microseconds.</summary>
    public const string Micros = "Faas-Micros";

    /// <summary>Answer: how many bytes at the end of the body are log lines; what is before them is the container's answer.</summary>
    public const string LogsLength = "Faas-Logs-Length";

    /// <summary>Answer: what is known beyond the end: exit code, signal.</summary>
    public const string Detail = "Faas-Detail";
}
