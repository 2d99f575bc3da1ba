using System.Diagnostics;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Native;

namespace Faas.Mesos.Executor.Tests.Isolation;

/// <summary>
/// Version 2 on a real mount of it. Where its controllers belong to version 1 only what needs none can be seen: <c>tests/on-cgroups-v2</c> runs these tests,
/// and those of the sandbox, where they do not.
/// </summary>
public sealed class UnifiedCgroupTests : IDisposable
{
    private readonly string? _mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(parts => parts[2] == "cgroup2")?[1];
    private readonly string _folder;
    private readonly CgroupHome _home;
    private readonly List<Process> _processes = [];

    public UnifiedCgroupTests()
    {
        Assert.SkipWhen(_mount is null || !Environment.IsPrivilegedProcess, "it needs root and a mount of cgroups v2");
        _folder = Directory.CreateDirectory(Path.Combine(_mount!, $"faas-test-{Guid.NewGuid():n}")).FullName;
        _home = new(_folder, _folder, _folder, Unified: true);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
        foreach (var below in Directory.EnumerateDirectories(_folder)) Remove(below);
        Remove(_folder);
    }

    [Fact]
    public async Task All_that_a_container_starts_is_in_its_cgroup_and_goes_with_it()
    {
        var cgroup = new ContainerCgroup(_home, "x");
        cgroup.CreateWith([]);
        var first = Start("read go; setsid sleep 1000 & (sleep 1000 &) ; trap '' TERM; sleep 1000");
        cgroup.Enter(first.Id);
        await first.StandardInput.WriteLineAsync("go");
        var folder = Path.Combine(_folder, "x");
        Assert.True(SpinWait.SpinUntil(() => File.ReadLines(Path.Combine(folder, "cgroup.procs")).Count() == 4, TimeSpan.FromSeconds(10)));
        Assert.EndsWith("/x", File.ReadAllText($"/proc/{first.Id}/cgroup").Split("0::")[1].TrimEnd(), StringComparison.Ordinal);

        await cgroup.RemoveAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(folder));
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, first.ExitCode);
    }

    [Fact]
    public async Task A_sweep_removes_what_carries_the_label_with_what_lives_in_it_and_nothing_else()
    {
        var (mine, theirs) = (new ContainerCgroup(_home, "faas-mine-1"), new ContainerCgroup(_home, "faas-theirs-1"));
        var (inMine, inTheirs) = (Start("exec sleep 1000"), Start("exec sleep 1000"));
        mine.CreateWith([]);
        mine.Enter(inMine.Id);
        theirs.CreateWith([]);
        theirs.Enter(inTheirs.Id);
        await new Cgroups(_home, "mine", TimeProvider.System).SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["faas-theirs-1"], Directory.EnumerateDirectories(_folder).Select(Path.GetFileName));
        await inMine.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(inTheirs.HasExited);
    }

    [Fact]
    public void Controllers_that_parents_keep_are_told_before_anything_is_moved()
    {
        Assert.SkipWhen(File.ReadAllText(Path.Combine(_folder, "cgroup.controllers")).Contains("memory", StringComparison.Ordinal), "here they are handed down");
        var inside = Start("exec sleep 1000");
        File.WriteAllText(Path.Combine(_folder, "cgroup.procs"), $"{inside.Id}");
        var missing = new Cgroups(_home, "x", TimeProvider.System).FindMissing();
        Assert.Equal($"{_folder} is not given the controllers memory, pids, cpu: enable them in cgroup.subtree_control of its parents", missing);
        Assert.Equal([$"{inside.Id}"], File.ReadLines(Path.Combine(_folder, "cgroup.procs")));
    }

    [Fact]
    public void Handing_a_controller_down_moves_the_processes_into_a_leaf()
    {
        // Others on this machine do the same with the same parent.
        using var alone = new Mutex(initiallyOwned: false, "Global\\faas-unified-cgroups");
        alone.WaitOne();
        var (control, controllers) = (Path.Combine(_mount!, "cgroup.subtree_control"), Words(Path.Combine(_mount!, "cgroup.controllers")));
        // One whose limit is a number alone.
        var controller = controllers.FirstOrDefault(name => name is "hugetlb" or "pids");
        Assert.SkipWhen(controller is null, "the controllers belong to version 1");
        var given = Words(control).Contains(controller);
        try
        {
            if (!given) File.WriteAllText(control, $"+{controller}");
            var inside = Start("exec sleep 1000");
            File.WriteAllText(Path.Combine(_folder, "cgroup.procs"), $"{inside.Id}");
            CgroupDelegation.HandDown(_folder, [controller!]);
            CgroupDelegation.HandDown(_folder, [controller!]);
            Assert.Equal([controller!], Words(Path.Combine(_folder, "cgroup.subtree_control")));
            Assert.Empty(File.ReadLines(Path.Combine(_folder, "cgroup.procs")));
            Assert.Equal([$"{inside.Id}"], File.ReadLines(Path.Combine(_folder, "faas-executor", "cgroup.procs")));

            var below = Directory.CreateDirectory(Path.Combine(_folder, "below")).FullName;
            var limit = Directory.EnumerateFiles(below, $"{controller}.*max").FirstOrDefault();
            Assert.SkipWhen(limit is null, $"{controller} has no limit");
            new ContainerCgroup(_home, "below").CreateWith([new(Controller.Memory, Path.GetFileName(limit)!, "0"), new(Controller.Memory, "no.such.max", "0", Optional: true)]);
            Assert.Equal("0", File.ReadAllText(limit!).Trim());
        }
        finally
        {
            foreach (var process in _processes) process.Kill(entireProcessTree: true);
            foreach (var process in _processes) process.WaitForExit();
            foreach (var below in Directory.EnumerateDirectories(_folder)) Remove(below);
            File.WriteAllText(Path.Combine(_folder, "cgroup.subtree_control"), $"-{controller}");
            if (!given) File.WriteAllText(control, $"-{controller}");
            alone.ReleaseMutex();
        }
    }

    /// <summary>Where <c>tests/on-cgroups-v2</c> runs it, or on a machine of version 2 alone: it takes the root's controllers.</summary>
    [Fact(Explicit = true)]
    public async Task Memory_processes_and_processor_time_are_limited()
    {
        Assert.Null(CgroupDelegation.FindMissing(_mount!, ["memory", "pids", "cpu"]));
        // The root, which keeps its processes: those of the kernel are among them.
        CgroupDelegation.HandDown(_mount!, ["memory", "pids", "cpu"]);
        Assert.NotEmpty(File.ReadLines(Path.Combine(_mount!, "cgroup.procs")));
        CgroupDelegation.HandDown(_folder, ["memory", "pids", "cpu"]);

        var cgroup = new ContainerCgroup(_home, "limited");
        cgroup.Create(new(MemoryMiB: 64, Processes: 10, Cpus: 0.1));
        var crowd = await RunInAsync(cgroup, "n=0; while [ $n -lt 20 ]; do sleep 1000 & n=$((n + 1)); done");
        Assert.NotEqual(0, crowd.ExitCode);
        Assert.Contains("max ", File.ReadAllText(Path.Combine(_folder, "limited", "pids.events")), StringComparison.Ordinal);
        Assert.DoesNotContain("max 0", File.ReadAllText(Path.Combine(_folder, "limited", "pids.events")), StringComparison.Ordinal);
        cgroup.Kill();

        Assert.False(cgroup.RanOutOfMemory());
        var modest = await RunInAsync(cgroup, "head -c 20000000 /dev/zero | tail >/dev/null");
        Assert.Equal((0, false), (modest.ExitCode, cgroup.RanOutOfMemory()));
        // tail keeps all of a line that never ends.
        await RunInAsync(cgroup, "head -c 200000000 /dev/zero | tail >/dev/null");
        Assert.True(cgroup.RanOutOfMemory());

        var busy = Start("read go; while :; do :; done");
        cgroup.Enter(busy.Id);
        await busy.StandardInput.WriteLineAsync("go");
        Assert.True(SpinWait.SpinUntil(() => !File.ReadAllText(Path.Combine(_folder, "limited", "cpu.stat")).Contains("nr_throttled 0", StringComparison.Ordinal), TimeSpan.FromSeconds(60)));
        await cgroup.RemoveAsync(TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private async Task<Process> RunInAsync(ContainerCgroup cgroup, string script)
    {
        var process = Start($"read go; {script}");
        cgroup.Enter(process.Id);
        await process.StandardInput.WriteLineAsync("go");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process;
    }

    private static string[] Words(string file) => File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private Process Start(string script)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true })!;
        _processes.Add(process);
        return process;
    }

    // Directory.Delete would look for files in it. A process that was killed just now may not have left it.
    private static void Remove(string folder) =>
        Assert.True(SpinWait.SpinUntil(() => Libc.RemoveFolder(folder) == 0 || !Directory.Exists(folder), TimeSpan.FromSeconds(10)));
}
