namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Makes a cgroup of version 2 one whose children can be limited.</summary>
internal static class CgroupDelegation
{
    private const string OwnLeaf = "faas-executor";

    /// <summary>Which controllers its parents keep, and how to mend it; <see langword="null"/> when it has them all.</summary>
    public static string? FindMissing(string folder, string[] controllers)
    {
        var given = Words(Path.Combine(folder, "cgroup.controllers"));
        var kept = string.Join(", ", controllers.Where(controller => !given.Contains(controller)));
        return kept == "" ? null : $"{folder} is not given the controllers {kept}: enable them in cgroup.subtree_control of its parents";
    }

    /// <summary>Hands controllers down. Only a cgroup without processes of its own may, or the root: those in it move into a leaf.</summary>
    /// <exception cref="IOException">A parent does not hand them down.</exception>
    public static void HandDown(string folder, string[] controllers)
    {
        var control = Path.Combine(folder, "cgroup.subtree_control");
        var handedDown = Words(control);
        if (Array.TrueForAll(controllers, controller => handedDown.Contains(controller))) return;
        if (!IsRoot(folder)) Empty(folder);
        File.WriteAllText(control, string.Join(' ', controllers.Select(controller => '+' + controller)));
    }

    /// <param name="path">Of a cgroup in which this program is.</param>
    /// <returns>The one it was in before it moved into its leaf, if it has.</returns>
    public static string Before(string path) => path.EndsWith($"/{OwnLeaf}", StringComparison.Ordinal) ? path[..^(OwnLeaf.Length + 1)] : path;

    // The kernel's own processes are in it, which nobody can move.
    private static bool IsRoot(string folder) => !File.Exists(Path.Combine(folder, "cgroup.type"));

    // Again, until none is left: one that was not moved yet may have begun others.
    private static void Empty(string folder)
    {
        var leaf = Directory.CreateDirectory(Path.Combine(folder, OwnLeaf)).FullName;
        while (File.ReadAllLines(Path.Combine(folder, "cgroup.procs")) is { Length: > 0 } processes)
            foreach (var process in processes) Move(process, leaf);
    }

    private static void Move(string process, string leaf)
    {
        try
        {
            File.WriteAllText(Path.Combine(leaf, "cgroup.procs"), process);
        }
        catch (IOException) when (!Directory.Exists($"/proc/{process}"))
        {
            // It has ended.
        }
    }

    private static string[] Words(string file) => File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
