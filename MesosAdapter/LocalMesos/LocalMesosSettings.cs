using SystemEnvironment = System.Environment;

namespace Faas.Mesos.Local;

/// <summary>The command line: --port 5050 --masters 1 --agents 1 --cpus 4 --mem 2048 --disk 10240 --work DIR --allocationIntervalMs 1000 …</summary>
internal sealed class LocalMesosSettings
{
    /// <summary>The master's TCP port.</summary>
    /// <value>Default 5050, Mesos' own; 0 takes a free one.</value>
    public int Port { get; set; } = 5050;

    /// <summary>Where masters and agents listen, and what agents tell as theirs.</summary>
    /// <value>Default 127.0.0.1: nothing here asks for credentials.</value>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>How many masters, on this port and those that follow.</summary>
    public int Masters { get; set; } = 1;

    /// <summary>The one principal that may speak to the master, with <see cref="Secret"/>.</summary>
    /// <value>Default null: nobody is asked.</value>
    public string? Principal { get; set; }

    /// <summary>The secret of <see cref="Principal"/>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>How many agents, all alike.</summary>
    public int Agents { get; set; } = 1;

    /// <summary>The cpus of each agent.</summary>
    public double Cpus { get; set; } = SystemEnvironment.ProcessorCount;

    /// <summary>The memory of each agent, in MiB.</summary>
    public double Mem { get; set; } = 1024;

    /// <summary>The disk of each agent, in MiB.</summary>
    public double Disk { get; set; } = 10240;

    /// <summary>The first TCP port that the first agent offers.</summary>
    public int FirstPort { get; set; } = 31000;

    /// <summary>How many ports each agent offers; theirs follow each other, as all agents share this machine.</summary>
    public int PortsEach { get; set; } = 1000;

    /// <summary>The work directory; agents that share it keep apart by their ids.</summary>
    public string Work { get; set; } = Path.Combine(Path.GetTempPath(), "faas-local-mesos");

    /// <summary>The allocation interval, in milliseconds.</summary>
    public int AllocationIntervalMs { get; set; } = 1000;

    /// <summary>Whether the switches for tests are served.</summary>
    public bool Faults { get; set; }

    /// <summary>When an offer that nobody answers is rescinded, in milliseconds.</summary>
    /// <value>Default null: never.</value>
    public int? OfferTimeoutMs { get; set; }

    /// <summary>The time between two pings of an agent, in milliseconds.</summary>
    public int AgentPingMs { get; set; } = 15000;

    /// <summary>The Docker Engine of all agents, as <c>unix:///var/run/docker.sock</c>.</summary>
    /// <value>Default null: Docker tasks fail.</value>
    public string? Docker { get; set; }

    public LocalMesosOptions ToOptions() => new()
    {
        Address = System.Net.IPAddress.Parse(Address),
        MasterPort = Port,
        Masters = Masters,
        FaultsOverHttp = Faults,
        Credentials = Principal is null ? new Dictionary<string, string>() : new() { [Principal] = Secret },
        OfferTimeout = OfferTimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        AgentPingTimeout = TimeSpan.FromMilliseconds(AgentPingMs),
        AllocationInterval = TimeSpan.FromMilliseconds(AllocationIntervalMs),
        Agents = [.. Enumerable.Range(0, Agents).Select(ToAgent)],
    };

    private LocalAgentOptions ToAgent(int index) => new()
    {
        Cpus = Cpus,
        MemoryMiB = Mem,
        DiskMiB = Disk,
        WorkDirectory = Work,
        Docker = Docker,
        Ports = (FirstPort + (index * PortsEach), FirstPort + ((index + 1) * PortsEach) - 1),
    };
}
