using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What became of a write.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome() { }

    /// <summary>It is stored.</summary>
    /// <param name="Definition">As stored, version included.</param>
    /// <param name="Replaced">What it took the place of, or <see langword="null"/>.</param>
    public sealed record Saved(FunctionDefinition Definition, FunctionDefinition? Replaced) : SaveOutcome;

    /// <summary>There is one of this name already.</summary>
    public sealed record Exists(FunctionDefinition Current) : SaveOutcome;

    /// <summary>It is at another revision, or (<see langword="null"/>) not there.</summary>
    public sealed record OtherRevision(string? Current) : SaveOutcome;
}
