namespace Faas.Mesos.Executor.Roots;

/// <summary>Finds where a path leads in a root, as it does for a program whose <c>/</c> that is: a link never leads out.</summary>
internal static class InsideRoot
{
    private const int MostLinks = 40;

    /// <param name="followLast">Whether the last part is followed, too, if it is a link.</param>
    /// <returns>Its place on this machine, on the way to which there is no link. It need not exist.</returns>
    /// <exception cref="RootException">Links lead in circles.</exception>
    public static string Resolve(string root, string path, bool followLast)
    {
        var parts = new Stack<string>(Parts(path).Reverse());
        var at = root;
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part == "..")
            {
                at = at == root ? root : Path.GetDirectoryName(at)!;
                continue;
            }
            var next = Path.Combine(at, part);
            if ((parts.Count == 0 && !followLast) || new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }
            if (++links > MostLinks) throw new RootException($"the links of {path} lead in circles");
            if (target.StartsWith('/')) at = root;
            foreach (var step in Parts(target).Reverse()) parts.Push(step);
        }
        return at;
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
