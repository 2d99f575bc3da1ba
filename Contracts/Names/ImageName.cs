using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Faas.Contracts;

/// <summary>The name of a container image, complete: <c>python</c> is read as <c>docker.io/library/python:latest</c>.</summary>
/// <param name="Registry">Host, with a port where it has one.</param>
/// <param name="Path">What the registry calls it.</param>
/// <param name="Tag">A tag; <see langword="null"/> where a digest says which.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hex digits; <see langword="null"/> where a tag does.</param>
[JsonConverter(typeof(ParsableJsonConverter<ImageName>))]
public sealed partial record ImageName(string Registry, string Path, string? Tag, string? Digest) : IParsable<ImageName>
{
    /// <summary>The registry of a name that says none.</summary>
    public const string DefaultRegistry = "docker.io";

    /// <summary>What a name looks like, for who got it wrong.</summary>
    public const string Rule = "An image is [registry[:port]/]path[:tag] or …@sha256:digest, its path in lower case: 'python:3.12-slim', 'registry.example:5000/team/thumbs:2'.";

    private const int LongestName = 512;

    /// <summary>Its name at the registry, without tag or digest.</summary>
    [JsonIgnore]
    public string Repository => $"{Registry}/{Path}";

    /// <inheritdoc/>
    public static ImageName Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' is no image. {Rule}");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ImageName result)
    {
        result = null;
        if (s is not { Length: > 0 and <= LongestName }) return false;
        var (named, digest) = s.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? (s[..at], s[(at + 1)..]) : (s, null);
        var colon = named.LastIndexOf(':') is var last && last > named.LastIndexOf('/') ? last : -1;
        var (path, tag) = colon >= 0 ? (named[..colon], named[(colon + 1)..]) : (named, "latest");
        var registry = DefaultRegistry;
        // As Docker reads it: the first part is a host when it could be nothing else.
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && (path.AsSpan(0, slash).IndexOfAny('.', ':') >= 0 || path.StartsWith("localhost/", StringComparison.Ordinal)))
            (registry, path) = (path[..slash], path[(slash + 1)..]);
        else if (slash < 0)
            path = $"library/{path}";
        if (!RegistryForm().IsMatch(registry) || !PathForm().IsMatch(path) || !TagForm().IsMatch(tag) || (digest is not null && !DigestForm().IsMatch(digest))) return false;
        result = new(registry, path, digest is null ? tag : null, digest);
        return true;
    }

    /// <summary>The complete name.</summary>
    public override string ToString() => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}@{Digest}";

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\z")]
    private static partial Regex RegistryForm();

    [GeneratedRegex(@"\A[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*\z")]
    private static partial Regex PathForm();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagForm();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex DigestForm();
}
