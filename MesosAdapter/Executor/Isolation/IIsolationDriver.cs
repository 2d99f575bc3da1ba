using Faas.Contracts;

namespace Faas.Mesos.Executor.Isolation;

/// <summary>A way to keep containers apart from each other and from the machine. A driver never falls back to a weaker one.</summary>
internal interface IIsolationDriver
{
    /// <summary>What it is chosen by.</summary>
    string Name { get; }

    /// <summary>Whether containers are made from images, so that the interpreters of this machine do not matter.</summary>
    bool NeedsImages => false;

    /// <summary>Whether no container can change its folder: another may have it afterwards.</summary>
    bool KeepsFoldersUnchanged => false;

    /// <summary>What this machine lacks for it, and how to mend that; <see langword="null"/> when nothing.</summary>
    string? FindMissing();

    /// <summary>Removes what containers of earlier lives of this executor left: processes, cgroups.</summary>
    Task SweepAsync(CancellationToken ct);

    /// <summary>Starts a container's runtime. It may not listen yet when this returns.</summary>
    /// <exception cref="IsolationException">It could not be started.</exception>
    Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct);

    /// <summary>Kills everything in the container and returns when it is gone. Harmless when it has gone already.</summary>
    Task RemoveAsync(IsolatedContainer container);

    /// <summary>The images it has, pulls, or could not pull.</summary>
    IReadOnlyList<ImageStatus> ListImages() => [];
}

/// <summary>A container could not be started; the message says why.</summary>
internal class IsolationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The image is not there yet and its pull goes on; the message says how far it is.</summary>
internal sealed class ImagePullingException(string message) : IsolationException(message);
