using Faas.Mesos.Executor.Isolation.Sandbox;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Finds the memory cgroup that the engine made for a container: what happens in it is known here before the engine tells.</summary>
internal static class EngineCgroup
{
    /// <param name="container">The engine's id of it, by which every engine names the cgroup.</param>
    /// <param name="process">Its first, as this machine sees it.</param>
    /// <returns><see langword="null"/> where the cgroup is not seen from here, or the container has ended.</returns>
    public static MemoryKills? KillsIn(string container, long process)
    {
        try
        {
            var home = CgroupHome.Of(process);
            return home.Memory is { } folder && Path.GetFileName(folder).Contains(container, StringComparison.Ordinal) ? MemoryKills.In(folder, home.Unified) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
