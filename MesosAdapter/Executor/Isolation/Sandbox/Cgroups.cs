using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Makes the cgroups of containers, and finds those that an earlier life of this executor left.</summary>
internal sealed class Cgroups(CgroupHome home, string label, TimeProvider time)
{
    private const string OwnLeaf = "faas-executor";

    private string Prefix => $"faas-{label}-";

    /// <summary>What is missing, and how to mend it; <see langword="null"/> when containers can be limited.</summary>
    public string? FindMissing()
    {
        if (home.Memory is null) return "there is no memory cgroup controller: mount cgroups v1 (memory) or v2, or start the kernel with cgroup_enable=memory";
        try
        {
            if (home.Unified) Delegate(home.Memory);
            var probe = Path.Combine(home.Memory, $"{Prefix}probe");
            Directory.CreateDirectory(probe);
            var works = File.Exists(Path.Combine(probe, home.Unified ? "memory.max" : "memory.limit_in_bytes"));
            Libc.RemoveFolder(probe);
            return works ? null : $"{home.Memory} does not hand the memory controller down: enable it in cgroup.subtree_control of its parent";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{home.Memory} cannot be written ({e.Message}): run the executor as root with a writable /sys/fs/cgroup";
        }
    }

    public ContainerCgroup Of(string container) => new(home, Prefix + container);

    /// <summary>Kills and removes all that carry this executor's label.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var left = new[] { home.Memory, home.Pids }.OfType<string>()
            .SelectMany(parent => Directory.EnumerateDirectories(parent, $"{Prefix}*"))
            .Select(folder => Path.GetFileName(folder)!).Distinct().ToList();
        foreach (var name in left) await new ContainerCgroup(home, name).RemoveAsync(time, ct);
    }

    // In v2 only a cgroup without processes of its own may hand controllers down: the executor moves into a leaf.
    private static void Delegate(string folder)
    {
        var control = Path.Combine(folder, "cgroup.subtree_control");
        if (File.ReadAllText(control).Contains("memory", StringComparison.Ordinal)) return;
        var leaf = Directory.CreateDirectory(Path.Combine(folder, OwnLeaf)).FullName;
        foreach (var process in File.ReadAllLines(Path.Combine(folder, "cgroup.procs"))) File.WriteAllText(Path.Combine(leaf, "cgroup.procs"), process);
        File.WriteAllText(control, "+memory +pids");
    }
}
