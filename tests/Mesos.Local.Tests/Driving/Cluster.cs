using Faas.Mesos.Local.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>A LocalMesos like the recorded cluster, but faster, in a work directory that goes with it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("local-mesos-");
    private readonly List<MesosDriver> _drivers = [];
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private LocalMesosHost? _mesos;

    public static TimeSpan AllocationInterval { get; } = TimeSpan.FromMilliseconds(20);

    public HttpClient Http => _http;

    public LocalMesosFaults Faults => _mesos!.Faults;

    public IReadOnlyList<Uri> Masters => _mesos!.MasterAddresses;

    public Uri Master => _mesos!.MasterAddress;

    public string WorkDirectory => _work.FullName;

    public static async Task<Cluster> StartAsync(Action<LocalMesosOptions>? configure = null, TimeProvider? time = null)
    {
        var cluster = new Cluster();
        var options = new LocalMesosOptions
        {
            AllocationInterval = AllocationInterval,
            Agents =
            [
                new()
                {
                    Cpus = 64,
                    MemoryMiB = 20000,
                    DiskMiB = 20000,
                    Attributes = new Dictionary<string, string> { ["rack"] = "r1", ["zone"] = "z1" },
                    WorkDirectory = cluster.WorkDirectory,
                },
            ],
        };
        configure?.Invoke(options);
        cluster._mesos = await LocalMesosHost.StartAsync(
            options, time ?? TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return cluster;
    }

    public async Task<MesosDriver> SubscribeAsync(FrameworkInfo framework, MessageEncoding? encoding = null)
    {
        var driver = new MesosDriver(_http, Master, encoding ?? MessageEncoding.Protobuf);
        _drivers.Add(driver);
        await driver.SubscribeAsync(framework);
        return driver;
    }

    /// <summary>Ends the cluster; disposing again is harmless.</summary>
    public async Task StopAsync()
    {
        if (_mesos is { } mesos)
        {
            await mesos.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _drivers.ForEach(d => d.Dispose());
        await StopAsync();
        _http.Dispose();
        _work.Delete(recursive: true);
    }
}
