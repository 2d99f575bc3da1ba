namespace Faas.Mesos.Executor.Roots.Oci;

/// <summary>The marks by which a layer removes what lower ones hold; what it holds itself stays.</summary>
internal sealed class LayerMarks(string root)
{
    private const string Prefix = ".wh.", Opaque = ".wh..wh..opq", Reserved = ".wh..wh.";

    private readonly HashSet<string> _own = [];

    public void BeginLayer() => _own.Clear();

    /// <summary>This layer holds that, and so the folders it is in.</summary>
    public void Add(string place)
    {
        for (var at = place; at.Length > root.Length && _own.Add(at);) at = Path.GetDirectoryName(at)!;
    }

    /// <returns>Whether this is a mark; then what it means has been done.</returns>
    public bool TryApply(string place)
    {
        var name = Path.GetFileName(place);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var folder = Path.GetDirectoryName(place)!;
        if (name == Opaque) Clear(folder);
        if (name.StartsWith(Reserved, StringComparison.Ordinal)) return true;
        if (name[Prefix.Length..] is "" or "." or "..") throw new RootException($"the mark '{name}' removes nothing that may be removed");
        var meant = Path.Combine(folder, name[Prefix.Length..]);
        if (!_own.Contains(meant)) Delete(meant);
        return true;
    }

    public static void Delete(string place)
    {
        if (Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null) Directory.Delete(place, recursive: true);
        else File.Delete(place);
    }

    private void Clear(string folder)
    {
        foreach (var item in Directory.EnumerateFileSystemEntries(folder).ToList())
        {
            if (!_own.Contains(item)) Delete(item);
            else if (Directory.Exists(item) && new DirectoryInfo(item).LinkTarget is null) Clear(item);
        }
    }
}
