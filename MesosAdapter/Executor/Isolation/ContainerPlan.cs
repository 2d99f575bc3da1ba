using Faas.Contracts;
using Faas.Mesos.Executor.Runtimes;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>What a driver starts.</summary>
/// <param name="Folder">The container's own folder on the host, made for it, empty.</param>
/// <param name="Concurrent">Whether runs share the process.</param>
internal sealed record ContainerPlan(string Id, string Folder, Runtime Runtime, int MemoryMiB, bool Concurrent)
{
    /// <summary>The image it is made from; <see langword="null"/> for a driver without images.</summary>
    public string? Image { get; init; }

    /// <summary>What the function may reach.</summary>
    public FunctionNetwork Network { get; init; }

    /// <summary>Where the proxy's socket appears, inside the folder.</summary>
    public const string SocketName = "run/socket";

    /// <summary>Where code is put, inside the folder.</summary>
    public const string CodeName = "code";

    /// <summary>The socket as the host sees it.</summary>
    public string Socket => Path.Combine(Folder, SocketName);

    /// <summary>The code's folder as the host sees it.</summary>
    public string Code => Path.Combine(Folder, CodeName);
}
