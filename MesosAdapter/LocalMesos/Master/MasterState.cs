using System.Buffers.Binary;
using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Resources;
using MasterCapability = Faas.Mesos.Protocol.V1.MasterInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>
/// Everything the master remembers. Mesos runs each master and agent as an actor that takes one message at a time; here one lock
/// around the whole cluster gives the same order.
/// </summary>
internal sealed class MasterState(LocalMesosOptions options, TimeProvider time)
{
    private int _frameworkCount;
    private int _agentCount;

    public Lock Gate { get; } = new();

    public string Id { get; } = Guid.NewGuid().ToString();

    public LocalMesosOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>Set once the server listens, before anybody can know where to ask.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:0");

    public Dictionary<string, Framework> Frameworks { get; } = [];

    /// <summary>Ids that can never subscribe again.</summary>
    public HashSet<string> CompletedFrameworks { get; } = [];

    public Dictionary<string, AgentRecord> Agents { get; } = [];

    public MasterInfo Info => new()
    {
        Id = Id,
        Ip = BinaryPrimitives.ReadUInt32LittleEndian(options.Address.MapToIPv4().GetAddressBytes()),
        Port = (uint)Address.Port,
        Pid = $"master@{Address.Authority}",
        Hostname = Address.Host,
        Version = "1.12.0",
        Address = new() { Hostname = Address.Host, Ip = options.Address.ToString(), Port = Address.Port },
        Capabilities =
        {
            new MasterInfo.Types.Capability { Type = MasterCapability.AgentUpdate },
            new MasterInfo.Types.Capability { Type = MasterCapability.AgentDraining },
            new MasterInfo.Types.Capability { Type = MasterCapability.QuotaV2 },
        },
    };

    public string NextFrameworkId() => $"{Id}-{_frameworkCount++:d4}";

    public string NextAgentId() => $"{Id}-S{_agentCount++}";

    public double Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}

/// <summary>An agent as the master accounts for it.</summary>
internal sealed class AgentRecord(LocalAgent agent)
{
    public LocalAgent Agent => agent;

    /// <summary>Neither offered nor used.</summary>
    public ResourceSet Free { get; set; } = agent.Total;
}
