using System.Formats.Tar;
using Faas.Mesos.Executor.Native;
using ZstdSharp;

namespace Faas.Mesos.Executor.Roots.Oci;

/// <summary>Lays layers over each other in a folder. Whatever is in them, nothing outside of the folder is read or changed.</summary>
/// <remarks>Everything becomes the executor's own, without setuid: a function, who is nobody here, can change none of it.</remarks>
internal sealed class LayerTree(string root)
{
    private const long MostBytes = 16L << 30;
    private const int MostEntries = 1_000_000;
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly LayerMarks _marks = new(root);
    private long _bytes;
    private int _entries;

    /// <exception cref="RootException">Something in it must not be; the message names it.</exception>
    public async Task AddAsync(Stream layer, CancellationToken ct)
    {
        _marks.BeginLayer();
        try
        {
            await using var archive = new TarReader(layer);
            while (await archive.GetNextEntryAsync(copyData: false, ct) is { } entry)
            {
                if (++_entries > MostEntries) throw new RootException($"there are more than {MostEntries} files in it");
                if (entry.EntryType != TarEntryType.GlobalExtendedAttributes) await PlaceAsync(entry, ct);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or ZstdException)
        {
            throw new RootException($"a layer is no archive that can be read: {e.Message}", e);
        }
    }

    private async Task PlaceAsync(TarEntry entry, CancellationToken ct)
    {
        if (Place(entry.Name) is not { } place || _marks.TryApply(place)) return;
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                // A folder of a lower layer stays, with what is in it.
                if (!Directory.Exists(place) || new DirectoryInfo(place).LinkTarget is not null) Make(place, () => Directory.CreateDirectory(place));
                File.SetUnixFileMode(place, entry.Mode & Permissions);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                LayerMarks.Delete(place);
                await WriteAsync(entry, place, ct);
                break;
            case TarEntryType.SymbolicLink:
                Make(place, () => File.CreateSymbolicLink(place, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                Make(place, () => Link(entry, place));
                break;
            // They get a /dev of their own.
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo when Path.GetDirectoryName(place) == Path.Combine(root, "dev"):
                return;
            default:
                throw new RootException($"'{entry.Name}' is a {entry.EntryType}, which no root needs");
        }
        _marks.Add(place);
    }

    /// <returns>Where it belongs, its folder made; <see langword="null"/> for the root itself.</returns>
    private string? Place(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        if (parts.Contains("..")) throw new RootException($"'{name}' would lead out of the root");
        if (parts.Length == 0) return null;
        var folder = InsideRoot.Resolve(root, string.Join('/', parts[..^1]), followLast: true);
        if (!Directory.Exists(folder)) Directory.CreateDirectory(folder);
        return Path.Combine(folder, parts[^1]);
    }

    private static void Make(string place, Action make)
    {
        LayerMarks.Delete(place);
        make();
    }

    private void Link(TarEntry entry, string place)
    {
        if (entry.LinkName.Split('/').Contains("..")) throw new RootException($"'{entry.Name}' is a link to '{entry.LinkName}', out of the root");
        var existing = InsideRoot.Resolve(root, entry.LinkName, followLast: false);
        if (Libc.Link(existing, place) != 0) throw new RootException($"'{entry.Name}' is a link to '{entry.LinkName}', which is no file of the root");
    }

    // Counts what really comes out: the sizes an archive states are only claims.
    private async Task WriteAsync(TarEntry entry, string place, CancellationToken ct)
    {
        await using (var file = new FileStream(place, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var buffer = new byte[81_920];
            for (int read; entry.DataStream is { } data && (read = await data.ReadAsync(buffer, ct)) > 0;)
            {
                if ((_bytes += read) > MostBytes) throw new RootException($"it unpacks to more than {MostBytes >> 30} GiB");
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        File.SetUnixFileMode(place, entry.Mode & Permissions);
        // Compiled modules of Python are believed only beside a source of the age they were made from.
        File.SetLastWriteTimeUtc(place, entry.ModificationTime.UtcDateTime);
    }
}
