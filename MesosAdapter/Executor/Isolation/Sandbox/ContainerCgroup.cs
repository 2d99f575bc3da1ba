using System.Globalization;
using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>The cgroups of one container: its limits, its processes, and whether the kernel had to kill for memory.</summary>
internal sealed class ContainerCgroup(CgroupHome home, string name)
{
    private string Memory => Path.Combine(home.Memory!, name);

    private IEnumerable<string> Folders => home.Folders.Select(parent => Path.Combine(parent, name));

    /// <summary>Whether the kernel killed in here for want of memory.</summary>
    public bool RanOutOfMemory() => MemoryKills.In(Memory, home.Unified).Any();

    /// <exception cref="IOException">The kernel refuses; the message names the file.</exception>
    public void Create(ContainerLimits limits) => CreateWith(home.Unified ? limits.Unified() : limits.Legacy());

    /// <exception cref="IOException">The kernel refuses; the message names the file.</exception>
    public void CreateWith(IEnumerable<CgroupSetting> settings)
    {
        foreach (var folder in Folders) Directory.CreateDirectory(folder);
        foreach (var setting in settings)
        {
            var parent = setting.Controller switch { Controller.Memory => home.Memory, Controller.Pids => home.Pids, _ => home.Cpu };
            Write(Path.Combine(parent!, name, setting.File), setting);
        }
    }

    /// <summary>Puts a process with one thread inside, and so all that it starts from then on.</summary>
    /// <remarks>In v1 by the file of threads: the one of processes makes the kernel stop every fork and exit on the machine for the move.</remarks>
    /// <exception cref="IOException">It has ended.</exception>
    public void Enter(int process)
    {
        foreach (var folder in Folders) File.WriteAllText(Path.Combine(folder, home.Unified ? "cgroup.procs" : "tasks"), process.ToString(CultureInfo.InvariantCulture));
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
            if (File.Exists(Path.Combine(folder, "cgroup.kill"))) File.WriteAllText(Path.Combine(folder, "cgroup.kill"), "1");
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

    private static void Write(string file, CgroupSetting setting)
    {
        if (setting.Optional && !File.Exists(file)) return;
        try
        {
            File.WriteAllText(file, setting.Value);
        }
        catch (IOException) when (setting.Optional)
        {
            // A parent is held to less, and so is this one.
        }
    }
}
