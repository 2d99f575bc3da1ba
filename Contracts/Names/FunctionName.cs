using System.Diagnostics.CodeAnalysis;

namespace Faas.Contracts;

/// <summary>The name of a function inside its namespace: <c>hello</c>, or <c>tools/hello</c> when it lives in a package.</summary>
/// <remarks>Each part follows OpenWhisk's rule (<see cref="EntityName"/>), so names move between the two systems unchanged.</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(ParsableJsonConverter<FunctionName>))]
public readonly record struct FunctionName : IParsable<FunctionName>
{
    private readonly string? _value;

    private FunctionName(string value) => _value = value;

    /// <summary>The package, or <see langword="null"/> for the default package.</summary>
    public string? Package => Value.IndexOf('/') is var slash and >= 0 ? Value[..slash] : null;

    /// <summary>The name without its package.</summary>
    public string Base => Value[(Value.IndexOf('/') + 1)..];

    private string Value => _value ?? "";

    /// <summary>Joins a package and a name that were parsed apart.</summary>
    public static bool TryCreate(string? package, string? name, out FunctionName result) =>
        TryParse(package is null ? name : $"{package}/{name}", null, out result);

    /// <inheritdoc/>
    public static FunctionName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' is not a function name. {EntityName.Rule}");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FunctionName result)
    {
        result = default;
        if (s is null) return false;
        var slash = s.IndexOf('/');
        if (slash >= 0 && !EntityName.IsValid(s.AsSpan(0, slash))) return false;
        if (!EntityName.IsValid(s.AsSpan(slash + 1))) return false;
        result = new(s);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
