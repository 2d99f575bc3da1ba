using Microsoft.Net.Http.Headers;

namespace Faas.Gateway.Http;

/// <summary>Revisions as ETags (RFC 9110 §8.8.3).</summary>
internal static class EntityTags
{
    public static string Of(string revision) => $"\"{revision}\"";

    /// <summary>Whether the request insists on a state and <paramref name="revision"/> (<see langword="null"/>: none) is not it.</summary>
    public static bool FailsIfMatch(HttpRequest request, string? revision) =>
        request.Headers.IfMatch is { Count: > 0 } tags && !Matches(tags!, revision);

    /// <summary>Whether the caller has this revision already.</summary>
    public static bool IsKnown(HttpRequest request, string revision) =>
        request.Headers.IfNoneMatch is { Count: > 0 } tags && Matches(tags!, revision);

    /// <summary>Whether the request wants the function not to exist.</summary>
    public static bool MustBeNew(HttpRequest request) => request.Headers.IfNoneMatch.Contains("*");

    private static bool Matches(IList<string> tags, string? revision) =>
        revision is not null && EntityTagHeaderValue.TryParseList(tags, out var parsed)
        && parsed.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == Of(revision));
}
