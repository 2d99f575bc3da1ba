using Docker.DotNet.Models;
using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Where the engine puts containers' cgroups: below the executor's own, wherever the engine lets itself be told.</summary>
internal static class CgroupParent
{
    /// <param name="configured">What the settings say.</param>
    /// <returns><see langword="null"/> for the engine's own choice.</returns>
    public static string? Choose(string? configured, SystemInfoResponse engine, string label, TimeProvider time)
    {
        if (configured is not null) return configured;
        // systemd takes the names of slices alone.
        if (engine.CgroupDriver != "cgroupfs") return null;
        var own = Parse(File.ReadLines("/proc/self/cgroup"));
        // In version 2 a cgroup with processes of its own has no room for others below it.
        if (own is not null && CgroupHome.Find() is { Unified: true } home) new Cgroups(home, label, time).FindMissing();
        return own;
    }

    /// <param name="memberships">Lines of <c>/proc/self/cgroup</c>.</param>
    /// <returns>The path of the memory controller's; <see langword="null"/> for the root.</returns>
    public static string? Parse(IEnumerable<string> memberships)
    {
        var parts = memberships.Select(line => line.Split(':', 3)).Where(line => line.Length == 3).ToList();
        var path = (parts.Find(line => line[1].Split(',').Contains("memory")) ?? parts.Find(line => line[0] == "0"))?[2];
        path = path is null ? null : CgroupDelegation.Before(path);
        return path is null or "" or "/" || path.Contains("..", StringComparison.Ordinal) ? null : path;
    }
}
