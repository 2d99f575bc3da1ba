using System.Text;

namespace Faas.Mesos.Executor;

/// <summary>
/// A second, short name for a folder. Mesos' sandboxes have names of 250 letters and more; a Unix socket's may have 107.
/// </summary>
internal sealed class ShortFolder : IDisposable
{
    /// <summary>What is put below it: <c>/containers/{id}/run/socket</c>.</summary>
    private const int LongestBelow = 64 + 24;

    private const int LongestSocket = 107;
    private const string Prefix = "faas-", Link = "d";

    private string? _made;

    /// <returns>The folder's own name where that is short enough.</returns>
    public string Of(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Encoding.UTF8.GetByteCount(full) + LongestBelow <= LongestSocket) return full;
        Sweep();
        Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Nobody else can have made it, or can get into it.
        _made = Directory.CreateTempSubdirectory(Prefix).FullName;
        return File.CreateSymbolicLink(Path.Combine(_made, Link), full).FullName;
    }

    public void Dispose()
    {
        if (_made is not null) Remove(_made);
    }

    /// <summary>Removes what executors left that were killed and whose sandboxes are gone.</summary>
    private static void Sweep()
    {
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (new FileInfo(Path.Combine(left, Link)) is { LinkTarget: { } target } && !Directory.Exists(target)) Remove(left);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's.
            }
        }
    }

    private static void Remove(string made)
    {
        File.Delete(Path.Combine(made, Link));
        Directory.Delete(made);
    }
}
