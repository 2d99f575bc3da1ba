using Faas.Mesos.Local;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Environment = System.Environment;

namespace Faas.Benchmarks.Offers;

/// <summary>The emulated cluster and what runs on it.</summary>
internal static class Given
{
    public const int AgentMemoryMiB = 4096;

    public static Task<LocalMesosHost> MesosAsync(int agents, string work) => LocalMesosHost.StartAsync(
        new()
        {
            Agents = [.. Enumerable.Range(0, agents).Select(index => new LocalAgentOptions
            {
                Cpus = 4,
                MemoryMiB = AgentMemoryMiB,
                WorkDirectory = work,
                Ports = (20_000 + (index * 100), 20_099 + (index * 100)),
            })],
        },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    public static Resource Scalar(string name, double value) => new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new() { Value = value } };

    /// <summary>A task of this program as a custom executor.</summary>
    public static TaskInfo Task(Offer offer, TimeSpan life, double cpus, double memoryMiB) => new()
    {
        Name = "t",
        TaskId = new() { Value = Guid.NewGuid().ToString() },
        AgentId = offer.AgentId,
        Data = ByteString.CopyFromUtf8(life.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Resources = { Scalar("cpus", cpus), Scalar("mem", memoryMiB) },
        Executor = new()
        {
            ExecutorId = new() { Value = "batch" },
            Name = "batch",
            Resources = { Scalar("cpus", 0.01), Scalar("mem", 32) },
            Command = new() { Shell = false, Value = Environment.ProcessPath, Arguments = { Environment.ProcessPath, BenchExecutor.Argument } },
        },
    };

    public static double Memory(Offer offer) => offer.Resources.Where(r => r.Name == "mem").Sum(r => r.Scalar.Value);

    public static double Cpus(Offer offer) => offer.Resources.Where(r => r.Name == "cpus").Sum(r => r.Scalar.Value);
}
