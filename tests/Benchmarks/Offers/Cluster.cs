using System.Text.Json;
using Faas.Mesos.Local;
using Microsoft.Extensions.Logging.Abstractions;
using Environment = System.Environment;

namespace Faas.Benchmarks.Offers;

/// <summary>What is measured: the master named by MESOS_MASTER, with agents as the emulated ones, or an emulated one.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LocalMesosHost? _emulated;
    private readonly DirectoryInfo? _work;

    private Cluster(Uri master, LocalMesosHost? emulated, DirectoryInfo? work) => (Master, _emulated, _work) = (master, emulated, work);

    /// <summary>Null where an emulated one is measured.</summary>
    public static Uri? Named { get; } = Environment.GetEnvironmentVariable("MESOS_MASTER") is { Length: > 0 } master ? new Uri(master) : null;

    public Uri Master { get; }

    public static async Task<Cluster> StartAsync(int agents)
    {
        if (Named is { } named)
        {
            var there = await MetricAsync(named, "master/slaves_active");
            return there == agents ? new(named, null, null) : throw new InvalidOperationException($"{named} has {there} agents: this needs {agents}.");
        }
        var work = Directory.CreateTempSubdirectory("faas-bench-");
        var emulated = await LocalMesosHost.StartAsync(
            new()
            {
                Agents = [.. Enumerable.Range(0, agents).Select(index => new LocalAgentOptions
                {
                    Cpus = Given.AgentCpus,
                    MemoryMiB = Given.AgentMemoryMiB,
                    WorkDirectory = work.FullName,
                    Ports = (20_000 + (index * 100), 20_099 + (index * 100)),
                })],
            },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        return new(emulated.MasterAddress, emulated, work);
    }

    /// <summary>A named one is left to the next measurement as it was found: with nothing in use.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_emulated is null)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await MetricAsync(Master, "master/mem_used") > 0)
            {
                await Task.Delay(100, patience.Token);
            }
            return;
        }
        await _emulated.DisposeAsync();
        _work!.Delete(recursive: true);
    }

    private static async Task<double> MetricAsync(Uri master, string name)
    {
        using var http = new HttpClient();
        using var snapshot = JsonDocument.Parse(await http.GetStringAsync(new Uri(master, "/metrics/snapshot")));
        return snapshot.RootElement.GetProperty(name).GetDouble();
    }
}
