using Faas.Contracts;
using Faas.Mesos.Executor.Roots;

namespace Faas.Mesos.Executor.Runtimes;

/// <summary>A kind that can be started here.</summary>
/// <param name="Kind">With its version: <c>nodejs:20</c>.</param>
/// <param name="ProxyFolder">Where our action proxy for it is.</param>
internal sealed record Runtime(string Kind, RuntimeManifest Manifest, InterpreterReport Interpreter, string ProxyFolder)
{
    /// <summary>The image it is in; <see langword="null"/> for an interpreter of this machine, and for a user's own image.</summary>
    public RuntimeImage? Image { get; init; }

    /// <summary>The root file system it is in; <see langword="null"/> for this machine's.</summary>
    public KindRoot? Root { get; init; }

    /// <summary>Whether a container of it is made from an image.</summary>
    public bool NeedsImage => Image is not null || Kind == KindStatus.Blackbox;

    /// <summary>Whether the image speaks the container contract by itself, on TCP port 8080, instead of running our proxy.</summary>
    public bool IsForeign => Interpreter.Executable.Length == 0;

    /// <summary>What runs the images of users.</summary>
    public static Runtime Blackbox { get; } =
        new(KindStatus.Blackbox, new RuntimeManifest(KindStatus.Blackbox, [], [], default, [], null, ""), new InterpreterReport(default, "", []), "");

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
