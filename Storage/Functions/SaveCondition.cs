using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What a writer of a function insists on.</summary>
public abstract record SaveCondition
{
    private SaveCondition() { }

    /// <summary>There must be no such function yet.</summary>
    public sealed record New : SaveCondition;

    /// <summary>Create or replace.</summary>
    public sealed record Any : SaveCondition;

    /// <summary>It must be at this revision.</summary>
    public sealed record At(string Revision) : SaveCondition;

    internal SaveOutcome? Refuse(FunctionDefinition? current) => (this, current) switch
    {
        (New, not null) => new SaveOutcome.Exists(current),
        (At, null) => new SaveOutcome.OtherRevision(null),
        (At at, not null) when at.Revision != current.Revision => new SaveOutcome.OtherRevision(current.Revision),
        _ => null,
    };
}
