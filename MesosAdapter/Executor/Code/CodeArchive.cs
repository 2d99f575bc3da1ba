using System.IO.Compression;

namespace Faas.Mesos.Executor.Code;

/// <summary>Unpacks a user's zip archive: nothing lands outside its folder, nothing is a link, and a bomb does not go off.</summary>
internal static class CodeArchive
{
    public const long MostBytes = 512L << 20;
    public const int MostEntries = 20_000;
    private const int TypeMask = 0xF000, Link = 0xA000, AnyExecute = 0b001_001_001;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100, Runnable = (UnixFileMode)0b111_101_101;

    /// <returns>What is wrong with the archive, naming the entry; <see langword="null"/> when all of it is in <paramref name="folder"/>.</returns>
    public static async Task<string?> UnpackAsync(Stream zip, string folder, CancellationToken ct)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read);
            if (archive.Entries.Count > MostEntries) return $"The archive has {archive.Entries.Count} entries; at most {MostEntries} are unpacked.";
            var left = MostBytes;
            foreach (var entry in archive.Entries)
            {
                if (Place(entry, folder) is not { } target) return $"The archive's entry '{entry.FullName}' would be outside of its folder.";
                if (Mode(entry) is var mode && (mode & TypeMask) == Link) return $"The archive's entry '{entry.FullName}' is a link; pack what it points to.";
                if (entry.FullName.EndsWith('/')) { Directory.CreateDirectory(target); continue; }
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                left = await CopyAsync(entry, target, left, ct);
                if (left < 0) return $"The archive unpacks to more than {MostBytes >> 20} MiB.";
                File.SetUnixFileMode(target, (mode & AnyExecute) != 0 ? Runnable : Readable);
            }
            return null;
        }
        catch (InvalidDataException e)
        {
            return $"The code is no zip archive that can be read: {e.Message}";
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            return $"The archive could not be unpacked: {e.Message}";
        }
    }

    private static string? Place(ZipArchiveEntry entry, string folder)
    {
        if (entry.FullName.Contains('\0') || entry.FullName.StartsWith('/')) return null;
        var target = Path.GetFullPath(Path.Combine(folder, entry.FullName));
        return target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || target == folder ? target : null;
    }

    private static int Mode(ZipArchiveEntry entry) => (entry.ExternalAttributes >> 16) & 0xFFFF;

    // Counts what really comes out: the sizes an archive states are only claims.
    private static async Task<long> CopyAsync(ZipArchiveEntry entry, string target, long left, CancellationToken ct)
    {
        await using var from = await entry.OpenAsync(ct);
        await using var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None);
        var buffer = new byte[81_920];
        for (int read; left >= 0 && (read = await from.ReadAsync(buffer, ct)) > 0; left -= read) await to.WriteAsync(buffer.AsMemory(0, read), ct);
        return left;
    }
}
