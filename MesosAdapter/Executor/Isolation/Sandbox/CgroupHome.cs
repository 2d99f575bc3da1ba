using System.Globalization;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Where containers' cgroups go: below the executor's own, so that whoever limits the executor limits them too.</summary>
/// <param name="Memory">Folder of the memory hierarchy (v1), or of the unified one (v2); <see langword="null"/> without either.</param>
/// <param name="Pids">The same for the number of processes.</param>
/// <param name="Cpu">The same for shares of the processors.</param>
/// <param name="Unified">Whether these are cgroups v2.</param>
internal sealed record CgroupHome(string? Memory, string? Pids, string? Cpu, bool Unified)
{
    /// <summary>The folders in which a container has a cgroup, each once.</summary>
    public IEnumerable<string> Folders => new[] { Memory, Pids, Cpu }.OfType<string>().Distinct();

    /// <summary>Reads where this process is.</summary>
    public static CgroupHome Find() => Of("self");

    /// <summary>Reads where another process is.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    public static CgroupHome Of(long process) => Of(process.ToString(CultureInfo.InvariantCulture));

    /// <param name="memberships">Lines of <c>/proc/self/cgroup</c>: <c>4:memory:/path</c>, <c>0::/path</c>.</param>
    /// <param name="mounts">Lines of <c>/proc/self/mounts</c>.</param>
    public static CgroupHome Parse(IEnumerable<string> memberships, IEnumerable<string> mounts)
    {
        var paths = memberships.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var mounted = mounts.Select(line => line.Split(' ')).Where(parts => parts.Length >= 4 && parts[2].StartsWith("cgroup", StringComparison.Ordinal)).ToList();

        string? Legacy(string controller)
        {
            var mount = mounted.Find(parts => parts[2] == "cgroup" && parts[3].Split(',').Contains(controller));
            var path = paths.Find(parts => parts[1].Split(',').Contains(controller));
            return mount is null || path is null ? null : Below(mount[1], path[2]);
        }

        if (Legacy("memory") is { } memory) return new(memory, Legacy("pids"), Legacy("cpu"), Unified: false);
        var unified = mounted.Find(parts => parts[2] == "cgroup2");
        var own = paths.Find(parts => parts[0] == "0");
        var folder = unified is null || own is null ? null : Below(unified[1], CgroupDelegation.Before(own[2]));
        return new(folder, folder, folder, Unified: true);
    }

    private static CgroupHome Of(string process) => Parse(File.ReadAllLines($"/proc/{process}/cgroup"), File.ReadAllLines("/proc/self/mounts"));

    // Inside a container of others the path may be one of the host's, which does not exist under the mount seen here.
    private static string Below(string mount, string path)
    {
        var folder = mount + path.TrimEnd('/');
        return path.Contains("..", StringComparison.Ordinal) || !Directory.Exists(folder) ? mount : folder;
    }
}
