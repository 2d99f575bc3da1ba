using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using Faas.Contracts;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Faas.Mesos.Executor.Isolation.Sandbox.Seccomp;
using Faas.Mesos.Executor.Runtimes;
using Faas.Mesos.Executor.Wire;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Containers of a Docker Engine on this machine: images of runtimes with our proxy in them, and users' own images.</summary>
internal sealed partial class DockerDriver : IIsolationDriver, IDisposable
{
    private const int Users = 50_000;
    private static readonly TimeSpan EngineTimeout = TimeSpan.FromMinutes(2), LastWords = TimeSpan.FromSeconds(2), BetweenRemovals = TimeSpan.FromSeconds(1);

    private readonly ExecutorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DockerDriver> _logger;
    private readonly DockerClient _engine;
    private readonly ImageShelf _images;
    private readonly OutboundNetwork _outbound;
    private readonly ContainerNetworks _networks;
    private readonly string[] _nameServers;
    private readonly string _label;
    private string? _cgroupParent;
    private bool _hasInit;
    private int _started;

    public DockerDriver(IOptions<ExecutorOptions> options, ProcessStarter starter, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _time, _logger) = (options.Value, time, logs.CreateLogger<DockerDriver>());
        _label = ExecutorLabel.Of(_options.DataFolder);
        var wishes = NetworkWishes.Of(_options.Sandbox);
        _outbound = new(_label, wishes, new(starter), logs.CreateLogger<OutboundNetwork>());
        _networks = new(_outbound);
        _nameServers = [.. wishes.Servers.Addresses.Select(address => address.ToString())];
        using var configuration = new DockerClientConfiguration(_options.Docker.Engine, defaultTimeout: EngineTimeout);
        _engine = configuration.CreateClient();
        _images = new(_engine, _options.Docker, time, _logger);
    }

    public string Name => "docker";

    public bool NeedsImages => true;

    public string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess) return "it needs root: run the executor (or the Mesos agent) as root";
        var processor = RuntimeInformation.ProcessArchitecture;
        if (!_options.Docker.EngineFilter && SeccompProfile.Build(processor) is null) return $"the system calls of {processor} are not known to it: set Docker:EngineFilter";
        try
        {
            var engine = _engine.System.GetSystemInfoAsync().GetAwaiter().GetResult();
            if (engine.OSType != "linux") return $"the Docker Engine at {_options.Docker.Engine} runs containers of {engine.OSType}";
            if (!engine.MemoryLimit || !engine.PidsLimit) return "the kernel gives the Docker Engine no limits of memory or processes: enable these cgroup controllers";
            _hasInit = engine.InitBinary is { Length: > 0 };
            _cgroupParent = CgroupParent.Choose(_options.Docker.CgroupParent, engine, _label, _time);
            LogEngine(engine.ServerVersion, engine.Driver, _cgroupParent ?? "the engine's own");
            return _outbound.FindMissing();
        }
        catch (Exception e) when (e is HttpRequestException or DockerApiException or IOException or TimeoutException or SocketException or OperationCanceledException)
        {
            return $"no Docker Engine answers at {_options.Docker.Engine} ({EngineWords.Of(e)}): install one (Debian: docker.io) and start it, or set Docker:Engine";
        }
    }

    /// <summary>Removes containers by their label, and begins to fetch images.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var filter = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerRecipe.ExecutorLabelName}={_label}"] = true } };
        var left = await _engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filter }, ct);
        await Task.WhenAll(left.Select(container => RemoveAsync(container.ID)));
        await _outbound.PrepareAsync(ct);
        _images.Prefetch(_options.Docker.PrePull);
        if (_options.Docker.PrePullRuntimes) _images.Prefetch(RuntimeCatalog.ImagesIn(_options.Runtimes));
    }

    public async Task<IsolatedContainer> StartAsync(ContainerPlan plan, CancellationToken ct)
    {
        await _images.EnsureAsync(plan.Image!, ct);
        var user = _options.Sandbox.FirstUser + (int)((uint)Interlocked.Increment(ref _started) % Users);
        // Only root gets as far as this folder; inside, it is the container's own until its proxy listens.
        File.SetUnixFileMode(Path.GetDirectoryName(plan.Socket)!, (UnixFileMode)0b111_111_111);
        var recipe = ContainerRecipe.Build(plan, _options, new(NameOf(plan.Id), _label, user, _cgroupParent, _hasInit, _nameServers));
        try
        {
            var id = (await _engine.Containers.CreateContainerAsync(recipe, ct)).ID;
            return await StartAsync(plan, id, ct);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException or IsolationException)
        {
            await RemoveAsync(NameOf(plan.Id));
            await _networks.LeaveAsync(plan.Id);
            if (e is IsolationException || ct.IsCancellationRequested) throw;
            // Somebody removed the image: the next start pulls it again.
            if (e is DockerApiException { StatusCode: HttpStatusCode.NotFound }) _images.Forget(plan.Image!);
            throw new IsolationException($"The Docker Engine could not start {plan.Image}: {EngineWords.Of(e)}", e);
        }
    }

    public async Task RemoveAsync(IsolatedContainer container)
    {
        await RemoveAsync(NameOf(container.Plan.Id));
        await container.Exited;
        await _networks.LeaveAsync(container.Plan.Id);
    }

    public IReadOnlyList<ImageStatus> ListImages() => _images.List();

    public void Dispose()
    {
        _outbound.Dispose();
        _engine.Dispose();
    }

    private string NameOf(string container) => $"faas-{_label}-{container}";

    private async Task<IsolatedContainer> StartAsync(ContainerPlan plan, string id, CancellationToken ct)
    {
        // Attached before it starts, so that its first words are not lost.
        var stream = await _engine.Containers.AttachContainerAsync(id, tty: false, new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = true }, ct);
        var output = new AttachedOutput(stream, _time);
        try
        {
            await _engine.Containers.StartContainerAsync(id, new(), ct);
            var process = (await _engine.Containers.InspectContainerAsync(id, ct)).State.Pid;
            var kills = EngineCgroup.KillsIn(id, process);
            if (process > 0) output.Engine = new(process);
            // Process 0: it has ended already, which whoever tries to connect looks at first.
            if (plan.Network == FunctionNetwork.Outbound && process > 0) await _networks.JoinAsync(plan.Id, process);
            var (address, code) = plan.Runtime.IsForeign
                ? (Inside(process, output), null)
                : ((EndPoint)new UnixDomainSocketEndPoint(plan.Socket), ContainerRecipe.CodeInside);
            return new(plan, output.Output, address, code, WaitAsync(id, output)) 
            {
                RanOutOfMemory = () => kills?.Any() ?? false,
                Listens = () => Close(plan),
            };
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    // A function could fill this machine's disk there, or put a link to somebody else's socket where the executor calls its own.
    private static void Close(ContainerPlan plan)
    {
        if (!plan.Runtime.IsForeign) File.SetUnixFileMode(Path.GetDirectoryName(plan.Socket)!, (UnixFileMode)0b111_101_101);
    }

    private static InsideEndPoint Inside(long process, AttachedOutput output)
    {
        try
        {
            output.Network = File.OpenHandle($"/proc/{process}/ns/net");
        }
        catch (IOException)
        {
            output.Network = new SafeFileHandle(-1, ownsHandle: false);
        }
        return new(output.Network, ContainerRecipe.ForeignPort);
    }

    private async Task<ContainerExit> WaitAsync(string id, AttachedOutput output)
    {
        try
        {
            var ended = await _engine.Containers.WaitContainerAsync(id, CancellationToken.None);
            await Task.WhenAny(output.Ended, Task.Delay(LastWords, _time));
            // The engine has removed the cgroup by now, and remembers.
            return new(ExitWords.Of((int)ended.StatusCode), (await _engine.Containers.InspectContainerAsync(id)).State.OOMKilled);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            return new(e is DockerContainerNotFoundException ? "the container was removed" : $"the Docker Engine was lost: {EngineWords.Of(e)}", OutOfMemory: false);
        }
    }

    // Until it is gone its memory is not free, so this goes on for as long as the engine does not answer.
    private async Task RemoveAsync(string container)
    {
        while (true)
        {
            try
            {
                await _engine.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
                return;
            }
            catch (DockerContainerNotFoundException)
            {
                return;
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
            {
                await Task.Delay(BetweenRemovals / 20, _time);
            }
            catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
            {
                LogNotRemoved(container, EngineWords.Of(e));
                await Task.Delay(BetweenRemovals, _time);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Docker Engine {Version} with {Storage}; containers' cgroups are below {Parent}")]
    private partial void LogEngine(string version, string storage, string parent);

    [LoggerMessage(LogLevel.Warning, "The container {Container} could not be removed, which is tried again: {Reason}")]
    private partial void LogNotRemoved(string container, string reason);
}
