namespace Faas.Contracts;

/// <summary>The framework, its offers and its slots, as its leader sees them.</summary>
/// <param name="Master">The Mesos master it talks to; <see langword="null"/> while it looks for one.</param>
/// <param name="FrameworkId">Its id; <see langword="null"/> before the first subscription.</param>
/// <param name="Subscribed">Whether its stream is up.</param>
/// <param name="Offers">Offers it holds.</param>
/// <param name="Slots">Slots it has.</param>
/// <param name="Kinds">Kinds its executors have, merged over the agents.</param>
public sealed record CapacityStatus(
    Uri? Master,
    string? FrameworkId,
    bool Subscribed,
    IReadOnlyList<OfferStatus> Offers,
    IReadOnlyList<SlotStatus> Slots,
    IReadOnlyList<KindStatus> Kinds)
{
    /// <summary>Images on agents whose executors make containers from images.</summary>
    public IReadOnlyList<AgentImages> Images { get; init; } = [];
}

/// <summary>The images that an executor has, pulls, or could not pull.</summary>
public sealed record AgentImages(string Agent, IReadOnlyList<ImageStatus> Images);

/// <summary>An offer that is held.</summary>
public sealed record OfferStatus(string Id, string Agent, string Hostname, double Cpus, double MemoryMiB, DateTimeOffset Since);

/// <summary>A slot, and whether a container may be in it (<c>starting</c>, <c>empty</c>, <c>taken</c>, <c>ending</c>).</summary>
public sealed record SlotStatus(string Id, string Agent, string State, int MemoryMiB, DateTimeOffset Since);
