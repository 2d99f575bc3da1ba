using Faas.Contracts;

namespace Faas.Mesos.Executor.Containers;

/// <summary>How a call of a container ended. Once its bytes have been copied dispose it, or leave the call: only then may the container take another.</summary>
internal sealed class CallResult(ContainerCall call) : IDisposable
{
    public required ContainerEnd End { get; init; }

    /// <summary>Whether the container may have begun the call: it may end while calls wait for their turn.</summary>
    public bool Begun { get; init; } = true;

    /// <summary>HTTP status of the container's answer; 0 without one.</summary>
    public int Status { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? Detail { get; init; }

    public long Micros { get; init; }

    public ReadOnlyMemory<byte> Logs { get; init; }

    public void Dispose() => call.Leave();
}
