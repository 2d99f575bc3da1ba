namespace Faas.Mesos.Executor.Roots;

/// <summary>Makes the <c>/etc</c> of a root: a copy of its own, with the few files that every container has alike.</summary>
internal static class RootEtc
{
    /// <param name="ours">Folder with the files that replace the root's.</param>
    /// <exception cref="RootException">Its links lead in circles.</exception>
    public static void Make(string root, string ours, string made)
    {
        if (Directory.Exists(made)) Directory.Delete(made, recursive: true);
        var own = InsideRoot.Resolve(root, "etc", followLast: true);
        if (Directory.Exists(own)) Copy(new(own), made);
        else Directory.CreateDirectory(made);
        foreach (var file in Directory.EnumerateFiles(ours))
        {
            var place = Path.Combine(made, Path.GetFileName(file));
            if (Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null) Directory.Delete(place, recursive: true);
            else File.Delete(place);
            File.Copy(file, place);
        }
    }

    // Links are made again rather than followed: on this machine they would lead into its own files.
    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to, from.UnixFileMode);
        foreach (var item in from.EnumerateFileSystemInfos())
        {
            var place = Path.Combine(to, item.Name);
            if (item.LinkTarget is { } target) File.CreateSymbolicLink(place, target);
            else if (item is DirectoryInfo folder) Copy(folder, place);
            else if ((item.Attributes & FileAttributes.Device) == 0) File.Copy(item.FullName, place);
        }
    }
}
