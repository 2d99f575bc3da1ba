using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>What a first process finds when it begins, beyond its command.</summary>
internal sealed record Birth
{
    /// <summary>Whether its standard input stays open for its owner to write to and to close; it is at its end otherwise.</summary>
    public bool KeepsInput { get; init; }

    /// <summary>Descriptors it inherits.</summary>
    public IReadOnlyList<SafeHandle> Inherited { get; init; } = [];

    /// <summary>File of the network namespace it is born in; <see langword="null"/> for this program's own.</summary>
    public string? Network { get; init; }

    /// <summary>The mounts it is born among; <see langword="null"/> for this program's own.</summary>
    public SafeFileHandle? Mounts { get; init; }
}
