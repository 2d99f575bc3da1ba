using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Agent;

/// <summary>What an agent tells of itself.</summary>
internal static class AgentDescription
{
    public static ResourceSet Resources(LocalAgentOptions options) => ResourceSet.Of(
    [
        Quantity.OfRanges("ports", new Interval((ulong)options.Ports.First, (ulong)options.Ports.Last)),
        Quantity.OfScalar("cpus", options.Cpus),
        Quantity.OfScalar("mem", options.MemoryMiB),
        Quantity.OfScalar("disk", options.DiskMiB),
        .. options.Reserved.SelectMany(r => Reserved(r.Key, r.Value)),
    ]);

    private static IEnumerable<Quantity> Reserved(string role, LocalReservation reserved) =>
    [
        Quantity.OfScalar("cpus", reserved.Cpus) with { Reservation = new(role) },
        Quantity.OfScalar("mem", reserved.MemoryMiB) with { Reservation = new(role) },
    ];

    public static AgentInfo Of(LocalAgentOptions options, LocalMesosOptions cluster, string id, ResourceSet total) => new()
    {
        Id = new() { Value = id },
        Hostname = cluster.Address.ToString(),
        Resources = { total.ToMessages(role: null, refined: true) },
        Attributes =
        {
            options.Attributes.Select(a => new Protocol.V1.Attribute { Name = a.Key, Type = Value.Types.Type.Text, Text = new() { Value = a.Value } }),
        },
    };

    public static URL Url(AgentInfo agent, LocalMesosOptions options) => new()
    {
        Scheme = "http",
        Address = new() { Hostname = agent.Hostname, Ip = options.Address.ToString(), Port = agent.Port },
        Path = "/slave(1)",
    };
}
