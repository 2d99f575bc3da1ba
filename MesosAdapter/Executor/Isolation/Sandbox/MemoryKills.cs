namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Where the kernel tells, for one cgroup, how often it killed in there for want of memory.</summary>
/// <param name="file">One with a line <c>oom_kill 2</c>; it goes with the cgroup.</param>
internal sealed class MemoryKills(string file)
{
    /// <param name="folder">The cgroup in the memory hierarchy.</param>
    public static MemoryKills In(string folder, bool unified) => new(Path.Combine(folder, unified ? "memory.events" : "memory.oom_control"));

    /// <summary>Whether there was one: the first process or any other.</summary>
    public bool Any()
    {
        try
        {
            return File.ReadLines(file).Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
