using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Makes the cgroups of containers, and finds those that an earlier life of this executor left.</summary>
internal sealed class Cgroups(CgroupHome home, string label, TimeProvider time)
{
    private static readonly string[] Controllers = ["memory", "pids", "cpu"];

    private string Prefix => $"faas-{label}-";

    /// <summary>What is missing, and how to mend it; <see langword="null"/> when containers can be limited.</summary>
    public string? FindMissing()
    {
        if (home.Memory is null) return "there is no memory cgroup controller: mount cgroups v1 (memory) or v2, or start the kernel with cgroup_enable=memory";
        if (home.Pids is null || home.Cpu is null) return "there is no pids or no cpu cgroup controller: mount both at /sys/fs/cgroup";
        try
        {
            if (home.Unified)
            {
                if (CgroupDelegation.FindMissing(home.Memory, Controllers) is { } missing) return missing;
                CgroupDelegation.HandDown(home.Memory, Controllers);
            }
            var probe = Path.Combine(home.Memory, $"{Prefix}probe");
            Directory.CreateDirectory(probe);
            string[] needed = home.Unified ? ["memory.max", "pids.max", "cpu.max"] : ["memory.limit_in_bytes"];
            var lacks = Array.Find(needed, file => !File.Exists(Path.Combine(probe, file)));
            Libc.RemoveFolder(probe);
            return lacks is null ? null : $"{home.Memory} does not hand down the controller of {lacks}: enable it in cgroup.subtree_control of its parents";
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
        var left = home.Folders
            .SelectMany(parent => Directory.EnumerateDirectories(parent, $"{Prefix}*"))
            .Select(folder => Path.GetFileName(folder)!).Distinct().ToList();
        foreach (var name in left) await new ContainerCgroup(home, name).RemoveAsync(time, ct);
    }
}
