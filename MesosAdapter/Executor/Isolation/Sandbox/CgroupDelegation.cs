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

    /// <summary>Hands controllers down. Only a cgroup without processes of its own may: those in it move into a leaf.</summary>
    /// <exception cref="IOException">A parent does not hand them down.</exception>
    public static void HandDown(string folder, string[] controllers)
    {
        var control = Path.Combine(folder, "cgroup.subtree_control");
        var handedDown = Words(control);
        if (Array.TrueForAll(controllers, controller => handedDown.Contains(controller))) return;
        var leaf = Directory.CreateDirectory(Path.Combine(folder, OwnLeaf)).FullName;
        foreach (var process in File.ReadAllLines(Path.Combine(folder, "cgroup.procs"))) File.WriteAllText(Path.Combine(leaf, "cgroup.procs"), process);
        File.WriteAllText(control, string.Join(' ', controllers.Select(controller => '+' + controller)));
    }

    private static string[] Words(string file) => File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
