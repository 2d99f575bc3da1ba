using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation.Sandbox.Become;
using Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;
using Faas.Mesos.Executor.Isolation.Sandbox.Views;
using Faas.Mesos.Executor.Native;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>bubblewrap and cgroups: namespaces of every sort, a read-only root, a user of its own without any right, a filter of system calls.</summary>
internal sealed class SandboxDriver : IIsolationDriver, IDisposable
{
    private static readonly (string Program, string Package)[] Programs = [("bwrap", "bubblewrap"), ("unshare", "util-linux")];

    private readonly ConcurrentDictionary<string, Tenancy> _tenancies = new();
    private readonly IOptions<ExecutorOptions> _options;
    private readonly ProcessStarter _starter;
    private readonly TimeProvider _time;
    private readonly IBerthNetwork _network;
    private readonly BerthPool _berths;
    private readonly SandboxFiles _files;
    private readonly KindViews _views;
    private readonly Lazy<Cgroups> _cgroups;

    public SandboxDriver(IOptions<ExecutorOptions> options, ProcessStarter starter, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _starter, _time) = (options, starter, time);
        var settings = options.Value.Sandbox;
        _network = settings.Network == SandboxNetwork.Host
            ? new HostNetwork(logs.CreateLogger<HostNetwork>())
            : new OutboundNetwork(ExecutorLabel.Of(options.Value.DataFolder), NetworkWishes.Of(settings), new(starter), logs.CreateLogger<OutboundNetwork>());
        _berths = new(new(starter), _network, settings.FirstUser, settings.BerthsAhead, logs.CreateLogger<BerthPool>());
        var folder = Path.GetFullPath(options.Value.DataFolder);
        _files = new(folder);
        _views = new(_files, folder);
        _cgroups = new(() => new(CgroupHome.Find(), ExecutorLabel.Of(options.Value.DataFolder), time));
    }

    public string Name => "sandbox";

    public bool KeepsFoldersUnchanged => true;

    public string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "it needs Linux; on a developer's own machine choose the driver 'process'";
        if (!Environment.IsPrivilegedProcess) return "it needs root: run the executor (or the Mesos agent) as root, or choose the driver 'process' on a machine of your own";
        foreach (var (program, package) in Programs)
            if (!File.Exists($"/usr/bin/{program}")) return $"/usr/bin/{program} is not there: install the package {package}";
        if (SeccompFilter.Build(RuntimeInformation.ProcessArchitecture) is null) return $"the system calls of {RuntimeInformation.ProcessArchitecture} are not known to it: use x86-64 or arm64";
        return _cgroups.Value.FindMissing() ?? _network.FindMissing();
    }

    public async Task SweepAsync(CancellationToken ct)
    {
        await _cgroups.Value.SweepAsync(ct);
        await _network.PrepareAsync(ct);
        _berths.Fill();
        var processor = RuntimeInformation.ProcessArchitecture;
        _files.Write(SeccompFilter.Build(processor)!, BecomeProgram.Build(processor, SandboxCommand.UserInside)!, NameServers.Find(_options.Value.Sandbox.Dns).Text);
    }

    public async Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct)
    {
        var berth = await _berths.TakeAsync();
        var cgroup = _cgroups.Value.Of(plan.Id);
        var tenancy = _tenancies[plan.Id] = new(berth);
        try
        {
            return await StartAsync(plan, tenancy, plan.Network == FunctionNetwork.None ? berth with { Network = null } : berth, cgroup);
        }
        catch (Exception e) when (e is IOException or IsolationException or UnauthorizedAccessException)
        {
            await LeaveAsync(plan.Id, cgroup);
            throw e as IsolationException ?? new IsolationException($"The container could not be set up: {e.Message}", e);
        }
    }

    public async Task RemoveAsync(IsolatedContainer container)
    {
        var cgroup = _cgroups.Value.Of(container.Plan.Id);
        // All the rest of it dies with its first process, and bubblewrap after that: then its cgroups are empty.
        if (_tenancies.GetValueOrDefault(container.Plan.Id)?.First is { } first) first.Kill();
        else cgroup.Kill();
        await container.Exited;
        await LeaveAsync(container.Plan.Id, cgroup);
    }

    public void Dispose()
    {
        _berths.Dispose();
        _views.Dispose();
        (_network as IDisposable)?.Dispose();
    }

    private async Task<IsolatedContainer> StartAsync(ContainerPlan plan, Tenancy tenancy, Berth berth, ContainerCgroup cgroup)
    {
        using var socket = Descriptors.ListenAt(plan.Socket);
        using var filter = File.OpenHandle(_files.Filter);
        using var gate = new SandboxGate();
        var birth = new Birth { Network = berth.Network, Mounts = _views.Of(plan.Runtime), Inherited = [gate.Arguments, filter, berth.UserNamespace, gate.Info, gate.Block, socket] };
        var process = await _starter.StartAsync(numbers =>
        {
            var inherited = new SandboxDescriptors(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
            gate.Tell(SandboxCommand.Arguments(plan, berth, inherited, SandboxView.Arguments(plan, _views.Root)));
            return SandboxCommand.Build(plan, inherited);
        }, birth);
        try
        {
            // While bubblewrap sets up its side.
            cgroup.Create(new(plan.MemoryMiB, _options.Value.PidsLimit, _options.Value.CpuLimit));
            // Without one it has ended, and what it says of that is in its output.
            if (await gate.AwaitSandboxAsync() is { } inside) LetIn(gate, tenancy, inside, cgroup);
        }
        catch
        {
            Libc.Kill(process.Id);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Release();
            throw;
        }
        return new(plan, ContainerOutput.Of(process), new UnixDomainSocketEndPoint(plan.Socket), SandboxCommand.CodeInside, WaitAsync(process, cgroup))
        {
            RanOutOfMemory = cgroup.RanOutOfMemory,
            QueuesConnections = true,
        };
    }

    // It waits at the gate, so that nothing of a function ever runs outside of its limits.
    private void LetIn(SandboxGate gate, Tenancy tenancy, int inside, ContainerCgroup cgroup)
    {
        try
        {
            tenancy.First = ProcessHandle.Open(inside);
            cgroup.Enter(inside);
            ProcessLimits.Set(inside, _options.Value.DescriptorLimit);
            gate.Open();
        }
        catch
        {
            Libc.Kill(inside);
            throw;
        }
    }

    // The berth is free once nothing lives in it.
    private async Task LeaveAsync(string container, ContainerCgroup cgroup)
    {
        await cgroup.RemoveAsync(_time, CancellationToken.None);
        if (!_tenancies.TryRemove(container, out var tenancy)) return;
        tenancy.First?.Dispose();
        await _berths.ReturnAsync(tenancy.Berth);
    }

    private static async Task<ContainerExit> WaitAsync(System.Diagnostics.Process process, ContainerCgroup cgroup)
    {
        await process.WaitForExitAsync();
        return new(ExitWords.Of(process.ExitCode), cgroup.RanOutOfMemory());
    }

    private sealed class Tenancy(Berth berth)
    {
        public Berth Berth => berth;

        /// <summary>The first process inside, once there is one.</summary>
        public ProcessHandle? First { get; set; }
    }
}
