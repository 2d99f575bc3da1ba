using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Environment = System.Environment;

namespace Faas.Benchmarks.Offers;

/// <summary>An agent, and what runs on it.</summary>
internal static class Given
{
    public const double AgentCpus = 4;
    public const int AgentMemoryMiB = 4096;

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
