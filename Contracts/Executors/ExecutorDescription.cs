namespace Faas.Contracts;

/// <summary>200 of <c>GET /executor</c>.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Driver">Its isolation driver: <c>sandbox</c>, <c>process</c> or <c>docker</c>.</param>
/// <param name="Kinds">The kinds of its manifest, available or not.</param>
/// <param name="Containers">What lives there now.</param>
public sealed record ExecutorDescription(string Version, string Driver, IReadOnlyList<KindStatus> Kinds, IReadOnlyList<ExecutorContainer> Containers)
{
    /// <summary>The images it has, pulls, or could not pull; none where its driver has no use for images.</summary>
    public IReadOnlyList<ImageStatus> Images { get; init; } = [];
}

/// <summary>A container as its executor sees it.</summary>
public sealed record ExecutorContainer(string Id, string Slot, string Owner, string? Function)
{
    /// <summary>The revision whose code is in it; <see langword="null"/> before it is, and where it is not known.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether something runs in it.</summary>
    public bool Busy { get; init; }
}
