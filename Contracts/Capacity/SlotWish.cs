namespace Faas.Contracts;

/// <summary>The slot somebody wants.</summary>
/// <param name="MemoryMiB">Its memory at least.</param>
public sealed record SlotWish(int MemoryMiB)
{
    /// <summary>The function it is for: slots of one function are spread over zones. <see langword="null"/> for any.</summary>
    public string? Function { get; init; }

    /// <summary>The revision of that function: a container of it that a dead invoker left will do. <see langword="null"/> where none may be left.</summary>
    public string? Revision { get; init; }

    /// <summary>The kind it is to run: it must be one that the agent offers. <see langword="null"/> for any.</summary>
    public string? Kind { get; init; }

    /// <summary>The user's own image, for the kind <c>blackbox</c> alone.</summary>
    public string? Image { get; init; }

    /// <summary>What the agent's attributes must be, by name; empty when any agent will do.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = Anywhere;

    private static readonly Dictionary<string, string> Anywhere = [];
}
