namespace Faas.Contracts;

/// <summary>Body of <c>POST /containers/{id}/init</c>: give a container its code. Once per container.</summary>
/// <param name="Invocation">The invocation that waits for it, 32 hex digits.</param>
/// <param name="Function">Text of the <see cref="FunctionId"/>.</param>
/// <param name="Main">The exported function.</param>
/// <param name="Code">Which code; <see langword="null"/> where all of it is in the image.</param>
/// <param name="CodeSource">Base address of the invoker that serves it at <c>/code/{sha256}</c> to whoever shows the cluster's token.</param>
/// <param name="Environment">Variables for the function, <c>__OW_*</c> included.</param>
/// <param name="TimeoutMs">How long init may take.</param>
/// <param name="LogsBytes">How many bytes of log lines to keep of it.</param>
public sealed record ContainerInit(
    string Invocation,
    string Function,
    string Main,
    CodeReference? Code,
    Uri CodeSource,
    IReadOnlyDictionary<string, string> Environment,
    int TimeoutMs,
    int LogsBytes);
