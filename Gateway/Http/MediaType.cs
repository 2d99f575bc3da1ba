namespace Faas.Gateway.Http;

/// <summary>Bodies are JSON whatever they are called, so that plain <c>curl -d</c> works; forms with parts alone cannot be meant.</summary>
internal static class MediaType
{
    public static bool IsMultipart(HttpRequest request) =>
        request.ContentType is { } type && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
}
