using System.Net;

namespace Faas.Gateway.Auth;

/// <summary>Who may call without a key: programs on this machine, and pages we served ourselves. A page of another origin must not run code here.</summary>
internal static class LoopbackGuard
{
    /// <returns>Why not, or <see langword="null"/> when the caller may.</returns>
    public static string? Refuse(IPAddress? remote, HostString host, string? origin, string? fetchSite)
    {
        if (remote is not null && !IPAddress.IsLoopback(remote)) return "Without a key, only callers on this machine are served.";
        // A name that an attacker's DNS points at 127.0.0.1 would make a foreign page look like our own.
        if (host.Host is not ("localhost" or "127.0.0.1" or "[::1]")) return "Without a key, the Host must be localhost, 127.0.0.1 or [::1].";
        if (!string.IsNullOrEmpty(origin) && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == host.Value)) return "Without a key, no page of another origin is served.";
        return fetchSite is null or "" or "same-origin" or "none" ? null : "Without a key, no page of another site is served.";
    }
}
