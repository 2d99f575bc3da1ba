using System.Text;

namespace Faas.Mesos.Local.Http;

/// <summary>HTTP Basic, as Mesos' default authenticator asks for it; nothing is asked where no credential is configured.</summary>
internal sealed class BasicCredentials(IReadOnlyDictionary<string, string> secrets)
{
    private const string Scheme = "Basic ";

    public bool Allow(HttpRequest request, out string? principal)
    {
        principal = null;
        if (secrets.Count == 0)
        {
            return true;
        }
        if (Given(request) is not [var name, var secret] || secrets.GetValueOrDefault(name) != secret)
        {
            return false;
        }
        principal = name;
        return true;
    }

    private static string[]? Given(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)
            : null;
    }
}
