using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>bubblewrap and cgroups: own pid, mount, ipc, uts and cgroup namespaces, a read-only root, a user of its own without any capability.</summary>
internal sealed class SandboxDriver(IOptions<ExecutorOptions> options, ProcessStarter starter, TimeProvider time) : IIsolationDriver
{
    private const long LargestTemporary = 512L << 20;
    private const int Users = 50_000;
    private readonly Lazy<Cgroups> _cgroups = new(() => new(CgroupHome.Find(), ExecutorLabel.Of(options.Value.DataFolder), time));
    private int _started;

    public string Name => "sandbox";

    public string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "it needs Linux; on a developer's own machine choose the driver 'process'";
        if (!Environment.IsPrivilegedProcess) return "it needs root: run the executor (or the Mesos agent) as root, or choose the driver 'process' on a machine of your own";
        foreach (var (program, package) in new[] { ("bwrap", "bubblewrap"), ("setpriv", "util-linux") })
            if (!File.Exists($"/usr/bin/{program}")) return $"/usr/bin/{program} is not there: install the package {package}";
        return _cgroups.Value.FindMissing();
    }

    public Task SweepAsync(CancellationToken ct) => _cgroups.Value.SweepAsync(ct);

    public async Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct)
    {
        var cgroup = _cgroups.Value.Of(plan.Id);
        try
        {
            cgroup.Create(plan.MemoryMiB, options.Value.PidsLimit);
            var user = options.Value.FirstUser + (int)((uint)Interlocked.Increment(ref _started) % Users);
            // Only root gets as far as this folder; inside, it is the container's own.
            File.SetUnixFileMode(Path.GetDirectoryName(plan.Socket)!, (UnixFileMode)0b111_111_111);
            var temporary = Math.Min((long)plan.MemoryMiB << 20, LargestTemporary);
            var process = await starter.StartAsync(new ProcessStartInfo("/bin/sh", SandboxCommand.Build(plan, cgroup.ProcessFiles, user, temporary)));
            return new(plan, ContainerOutput.Of(process), new UnixDomainSocketEndPoint(plan.Socket), SandboxCommand.CodeInside, WaitAsync(process, cgroup));
        }
        catch (Exception e) when (e is IOException or IsolationException or UnauthorizedAccessException)
        {
            await cgroup.RemoveAsync(time, CancellationToken.None);
            throw e as IsolationException ?? new IsolationException($"The container's cgroup could not be made: {e.Message}", e);
        }
    }

    public async Task RemoveAsync(IsolatedContainer container)
    {
        var cgroup = _cgroups.Value.Of(container.Plan.Id);
        cgroup.Kill();
        await container.Exited;
        await cgroup.RemoveAsync(time, CancellationToken.None);
    }

    private static async Task<ContainerExit> WaitAsync(Process process, ContainerCgroup cgroup)
    {
        await process.WaitForExitAsync();
        return new(ExitWords.Of(process.ExitCode), cgroup.RanOutOfMemory());
    }
}
