using System.Buffers.Binary;
using Faas.Mesos.Local.Membership;
using MasterCapability = Faas.Mesos.Protocol.V1.MasterInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>Everything one leader remembers; the next begins with what agents tell it and a list of their ids.</summary>
internal sealed class MasterState(ClusterContext cluster, Uri address)
{
    private int _frameworkCount;
    private int _agentCount;

    public ClusterContext Cluster => cluster;

    public Lock Gate => cluster.Gate;

    public string Id { get; } = Guid.NewGuid().ToString();

    public LocalMesosOptions Options => cluster.Options;

    public TimeProvider Time => cluster.Time;

    public Uri Address => address;

    public Dictionary<string, Framework> Frameworks { get; } = [];

    /// <summary>Ids that can never subscribe again.</summary>
    public HashSet<string> CompletedFrameworks { get; } = [];

    public Dictionary<string, AgentRecord> Agents { get; } = [];

    public MasterInfo Info => new()
    {
        Id = Id,
        Ip = BinaryPrimitives.ReadUInt32LittleEndian(Options.Address.MapToIPv4().GetAddressBytes()),
        Port = (uint)Address.Port,
        Pid = $"master@{Address.Authority}",
        Hostname = Address.Host,
        Version = "1.12.0",
        Address = new() { Hostname = Address.Host, Ip = Options.Address.ToString(), Port = Address.Port },
        Capabilities =
        {
            new MasterInfo.Types.Capability { Type = MasterCapability.AgentUpdate },
            new MasterInfo.Types.Capability { Type = MasterCapability.AgentDraining },
            new MasterInfo.Types.Capability { Type = MasterCapability.QuotaV2 },
        },
    };

    public string NextFrameworkId() => $"{Id}-{_frameworkCount++:d4}";

    public string NextAgentId() => $"{Id}-S{_agentCount++}";

    public double Now() => cluster.Now();
}
