using Faas.Contracts;

namespace Faas.Gateway.Functions;

/// <summary>What a kind in a request means.</summary>
internal abstract record KindChoice
{
    private KindChoice() { }

    /// <summary>This kind; <c>family:default</c> stays as it is while nobody has said which version that is.</summary>
    internal sealed record Resolved(string Kind) : KindChoice;

    /// <summary>It cannot be used, and why.</summary>
    internal sealed record Refused(string Why) : KindChoice;

    /// <summary>Nobody has said yet which kinds there are.</summary>
    internal sealed record NotKnownYet : KindChoice;
}

/// <summary>Resolves kinds against what the executors have.</summary>
internal static class KindResolver
{
    /// <summary>Always valid: every agent is expected to have them.</summary>
    private static readonly string[] AlwaysDefault = ["nodejs:default", "python:default"];

    public static KindChoice Resolve(string kind, IReadOnlyList<KindStatus> known)
    {
        var exact = known.FirstOrDefault(status => status.Kind == kind);
        if (exact is { Missing: null }) return new KindChoice.Resolved(kind);
        if (exact is not null) return new KindChoice.Refused($"The kind {kind} is missing: {exact.Missing}");
        if (kind.Split(':') is [var family, "default"])
        {
            if (known.FirstOrDefault(status => status.Family == family && status is { IsDefault: true, Missing: null }) is { } standard) return new KindChoice.Resolved(standard.Kind);
            if (known.FirstOrDefault(status => status.Family == family) is { Missing: { } why }) return new KindChoice.Refused($"The kind {kind} is missing: {why}");
            if (known.Count == 0 && AlwaysDefault.Contains(kind)) return new KindChoice.Resolved(kind);
        }
        if (known.Count == 0) return new KindChoice.NotKnownYet();
        return new KindChoice.Refused($"There is no kind '{kind}'. There are: {string.Join(", ", known.Where(status => status.Missing is null).Select(status => status.Kind))}.");
    }
}
