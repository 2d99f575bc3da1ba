using System.Net;
using Microsoft.Net.Http.Headers;

namespace Faas.Gateway.Access;

/// <summary>Who may do without a key: this machine, and no web page. A page that a developer looks at must not run code here.</summary>
internal static class NoKeyGuard
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Why the request is refused, or <see langword="null"/>.</summary>
    public static string? Refuse(HttpContext context)
    {
        var request = context.Request;
        // Connections without an address (Unix sockets) come from this machine.
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote)) return "The connection does not come from this machine.";
        if (!LoopbackHosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase)) return "The Host header must be localhost, 127.0.0.1 or [::1].";
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site != "same-origin" && site != "none") return "A web page of another origin sent the request.";
        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origin) && !IsSameOrigin(origin.ToString(), request)) return "A web page of another origin sent the request.";
        return null;
    }

    private static bool IsSameOrigin(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
