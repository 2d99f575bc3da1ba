using System.Globalization;
using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The cgroups of one container: its limits, its processes, and whether the kernel had to kill for memory.</summary>
internal sealed class ContainerCgroup(CgroupHome home, string name)
{
    private string Memory => Path.Combine(home.Memory!, name);

    private IEnumerable<string> Folders => new[] { home.Memory, home.Pids }.OfType<string>().Distinct().Select(parent => Path.Combine(parent, name));

    /// <summary>Files a process writes its id to, to be inside from then on.</summary>
    public IEnumerable<string> ProcessFiles => Folders.Select(folder => Path.Combine(folder, "cgroup.procs"));

    /// <summary>How often the kernel killed in here for want of memory.</summary>
    public bool RanOutOfMemory()
    {
        try
        {
            return File.ReadLines(Path.Combine(Memory, home.Unified ? "memory.events" : "memory.oom_control"))
                .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <exception cref="IOException">The kernel refuses; the message names the file.</exception>
    public void Create(int memoryMiB, int processes)
    {
        foreach (var folder in Folders) Directory.CreateDirectory(folder);
        var bytes = ((long)memoryMiB << 20).ToString(CultureInfo.InvariantCulture);
        if (home.Unified)
        {
            Write(Memory, "memory.max", bytes);
            WriteWhereKnown(Memory, "memory.swap.max", "0");
            WriteWhereKnown(Memory, "memory.oom.group", "1");
        }
        else
        {
            Write(Memory, "memory.limit_in_bytes", bytes);
            WriteWhereKnown(Memory, "memory.memsw.limit_in_bytes", bytes);
        }
        if (home.Pids is { } pids) Write(Path.Combine(pids, name), "pids.max", processes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Kills everything inside, and removes the cgroups when all of it has gone.</summary>
    public async Task RemoveAsync(TimeProvider time, CancellationToken ct)
    {
        foreach (var folder in Folders)
        {
            while (!TryRemove(folder))
            {
                Kill(folder);
                await Task.Delay(TimeSpan.FromMilliseconds(2), time, ct);
            }
        }
    }

    /// <summary>Kills everything inside; returns before it has gone.</summary>
    public void Kill()
    {
        foreach (var folder in Folders) Kill(folder);
    }

    private static void Kill(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, "cgroup.kill"))) Write(folder, "cgroup.kill", "1");
            else foreach (var line in File.ReadLines(Path.Combine(folder, "cgroup.procs"))) Libc.Kill(int.Parse(line, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It has just gone: the removal will see.
        }
    }

    private static bool TryRemove(string folder)
    {
        if (!Directory.Exists(folder)) return true;
        return Libc.RemoveFolder(folder) == 0 || !Directory.Exists(folder);
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private static void WriteWhereKnown(string folder, string file, string text)
    {
        if (File.Exists(Path.Combine(folder, file))) Write(folder, file, text);
    }
}
