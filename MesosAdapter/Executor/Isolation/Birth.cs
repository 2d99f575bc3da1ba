using System.Runtime.InteropServices;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>What a first process finds when it begins, beyond its command.</summary>
internal sealed record Birth
{
    /// <summary>What it reads on its standard input, up to its end; at most what a pipe holds, 64 KiB.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Whether its input stays open for its owner to write to and to close.</summary>
    public bool KeepsInput { get; init; }

    /// <summary>A descriptor it inherits.</summary>
    public SafeHandle? Inherited { get; init; }

    /// <summary>File of the network namespace it is born in; <see langword="null"/> for this program's own.</summary>
    public string? Network { get; init; }
}
