using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using Faas.Contracts;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Finds what opens a registry in a <c>config.json</c> of Docker's.</summary>
internal static class RegistryCredentials
{
    private const string DockerHubKey = "https://index.docker.io/v1/";

    /// <param name="file">The file, or <see langword="null"/> when there is none.</param>
    /// <exception cref="IsolationException">The file cannot be used.</exception>
    public static async Task<AuthConfig> FindAsync(string? file, ImageName image, CancellationToken ct)
    {
        if (file is null) return new();
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, ct));
            return Find(document.RootElement, image) ?? new();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException)
        {
            throw new IsolationException($"The registry credentials in {file} cannot be read: {e.Message}", e);
        }
    }

    private static AuthConfig? Find(JsonElement root, ImageName image)
    {
        if (!root.TryGetProperty("auths", out var registries)) return null;
        string[] keys = image.Registry == ImageName.DefaultRegistry ? [DockerHubKey, image.Registry] : [image.Registry, $"https://{image.Registry}", $"https://{image.Registry}/v1/"];
        foreach (var key in keys)
        {
            if (!registries.TryGetProperty(key, out var entry)) continue;
            var auth = new AuthConfig { ServerAddress = key };
            if (entry.TryGetProperty("identitytoken", out var token)) auth.IdentityToken = token.GetString();
            if (entry.TryGetProperty("auth", out var pair)) (auth.Username, auth.Password) = Split(pair.GetString()!);
            return auth;
        }
        return null;
    }

    private static (string User, string Password) Split(string pair)
    {
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(pair));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? throw new FormatException("'auth' is no user and password.") : (text[..colon], text[(colon + 1)..]);
    }
}
