namespace Faas.Mesos.Executor.Runtimes;

/// <summary>A kind that can be started here.</summary>
/// <param name="Kind">With its version: <c>nodejs:20</c>.</param>
/// <param name="ProxyFolder">Where our action proxy for it is.</param>
internal sealed record Runtime(string Kind, RuntimeManifest Manifest, InterpreterReport Interpreter, string ProxyFolder)
{
    /// <summary>The command that starts the proxy.</summary>
    /// <param name="proxyFolder">The proxy's folder as the container sees it.</param>
    /// <param name="listen">The socket as the container sees it.</param>
    public IEnumerable<string> Command(string proxyFolder, string listen, int memoryMiB) =>
        Manifest.Arguments.Select(argument => argument
            .Replace("{proxy}", proxyFolder, StringComparison.Ordinal)
            .Replace("{listen}", listen, StringComparison.Ordinal)
            // A collector that knows of the limit frees what it can before the kernel kills.
            .Replace("{heapMiB}", $"{memoryMiB * 3 / 4}", StringComparison.Ordinal))
        .Prepend(Interpreter.Executable);
}
