using Faas.Storage;

namespace Faas.Gateway.Auth;

/// <summary>The first key of a new installation, kept in a file only its owner can read.</summary>
public sealed class BootstrapKey(ApiKeyStore keys, TimeProvider time)
{
    /// <summary>The key in <paramref name="path"/>; one is made when the file is not there or its key is no longer known.</summary>
    /// <returns><c>id:secret</c>.</returns>
    public async Task<string> EnsureAsync(string path, string ns, CancellationToken ct)
    {
        if (File.Exists(path))
        {
            var kept = (await File.ReadAllTextAsync(path, ct)).Trim();
            if (kept.Split(':') is [var id, var secret] && await keys.FindAsync(id, secret, ct) is not null) return kept;
        }
        var made = await keys.CreateAsync(ns, "made at first start", time.GetUtcNow(), ct);
        var text = $"{made.Key.Id}:{made.Secret}";
        var open = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, open);
        await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text + "\n"), ct);
        return text;
    }
}
