using System.Globalization;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;

namespace Faas.Benchmarks.Scale;

/// <summary>Events of a master that never was.</summary>
internal static class Synthetic
{
    private static int _offers;

    public static string Agent(int number) => string.Create(CultureInfo.InvariantCulture, $"2f0b3f4e-6a0c-4a5e-9d3c-7f1d2c3b4a59-S{number}");

    /// <summary>One event with an offer of each of these agents, as it comes off the wire.</summary>
    public static byte[] Offers(IEnumerable<int> agents, Func<int, double> memoryMiB, Func<int, IEnumerable<string>> executors)
    {
        var offers = new Event.Types.Offers();
        offers.Offers_.AddRange(agents.Select(agent => Offer(agent, memoryMiB(agent), executors(agent))));
        return new Event { Type = Event.Types.Type.Offers, Offers = offers }.ToByteArray();
    }

    private static Offer Offer(int agent, double memoryMiB, IEnumerable<string> executors)
    {
        var offer = new Offer
        {
            Id = new OfferID { Value = string.Create(CultureInfo.InvariantCulture, $"2f0b3f4e-6a0c-4a5e-9d3c-7f1d2c3b4a59-O{_offers++}") },
            FrameworkId = new FrameworkID { Value = "framework" },
            AgentId = new AgentID { Value = Agent(agent) },
            Hostname = string.Create(CultureInfo.InvariantCulture, $"agent-{agent}.example"),
            AllocationInfo = new Resource.Types.AllocationInfo { Role = "faas" },
            Domain = new DomainInfo
            {
                FaultDomain = new()
                {
                    Region = new() { Name = "region" },
                    Zone = new() { Name = string.Create(CultureInfo.InvariantCulture, $"zone{agent % 3}") },
                },
            },
            Resources = { Scalar("cpus", 16), Scalar("mem", memoryMiB), Scalar("disk", 100_000), Ports() },
        };
        offer.ExecutorIds.AddRange(executors.Select(executor => new ExecutorID { Value = executor }));
        return offer;
    }

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "faas" },
    };

    private static Resource Ports() => new()
    {
        Name = "ports",
        Type = Value.Types.Type.Ranges,
        Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = 31000, End = 32000 } } },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "faas" },
    };
}
