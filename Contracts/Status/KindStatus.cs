namespace Faas.Contracts;

/// <summary>A kind, and why it cannot be used where it cannot.</summary>
/// <param name="Kind">With its version: <c>nodejs:20</c>; where no interpreter was found, the family alone: <c>nodejs</c>.</param>
/// <param name="IsDefault">Whether <c>family:default</c> means this one.</param>
/// <param name="Missing"><see langword="null"/> when it works; otherwise what is missing, and what to do.</param>
public sealed record KindStatus(string Kind, bool IsDefault, string? Missing)
{
    /// <summary>The kind of functions that bring an image of their own.</summary>
    public const string Blackbox = "blackbox";

    /// <summary>Whether a function that asks for this kind gets this one: by its name, or as its family's default.</summary>
    public bool Is(string wanted) => Kind == wanted || (IsDefault && wanted == $"{Family}:default");

    /// <summary>The part before the colon: <c>nodejs</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Family => Kind.Split(':')[0];
}
