using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What became of a deletion.</summary>
public abstract record DeleteOutcome
{
    private DeleteOutcome() { }

    /// <summary>It is gone.</summary>
    public sealed record Deleted(FunctionDefinition Definition) : DeleteOutcome;

    /// <summary>There was none.</summary>
    public sealed record Unknown : DeleteOutcome;

    /// <summary>It is at another revision.</summary>
    public sealed record OtherRevision(string Current) : DeleteOutcome;
}
