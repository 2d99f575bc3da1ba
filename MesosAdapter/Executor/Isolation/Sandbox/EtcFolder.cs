namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Makes a folder that containers see as <c>/etc</c>: copies of what is meant for them, and the few files that all of them have alike.</summary>
internal static class EtcFolder
{
    private const UnixFileMode ForAll = (UnixFileMode)0b111_101_101;

    /// <param name="etc">Where is copied from, what is not there is left out.</param>
    /// <param name="names">What is copied: files, folders and links, as paths below it.</param>
    /// <param name="ours">Folder with files that take the place of others.</param>
    public static void Make(string etc, IEnumerable<string> names, string ours, string made)
    {
        if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        MakeFolder(made, ForAll);
        foreach (var name in names)
        {
            if (Path.GetDirectoryName(name) is { Length: > 0 } parent) MakeFolder(Path.Combine(made, parent), ForAll);
            FileSystemInfo item = Directory.Exists(Path.Combine(etc, name)) ? new DirectoryInfo(Path.Combine(etc, name)) : new FileInfo(Path.Combine(etc, name));
            if (item.Exists || item.LinkTarget is not null) Copy(item, Path.Combine(made, name));
        }
        foreach (var file in Directory.EnumerateFiles(ours))
        {
            var place = Path.Combine(made, Path.GetFileName(file));
            if (Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null) Directory.Delete(place, recursive: true);
            else File.Delete(place);
            File.Copy(file, place);
        }
    }

    // Links are made again rather than followed: in a root, they would lead into this machine's own files.
    private static void Copy(FileSystemInfo item, string place)
    {
        if (item.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(place, target);
        }
        else if (item is DirectoryInfo folder)
        {
            MakeFolder(place, folder.UnixFileMode);
            foreach (var inner in folder.EnumerateFileSystemInfos()) Copy(inner, Path.Combine(place, inner.Name));
        }
        else if ((item.Attributes & FileAttributes.Device) == 0)
        {
            File.Copy(item.FullName, place);
        }
    }

    private static void MakeFolder(string folder, UnixFileMode mode)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, mode);
    }
}
