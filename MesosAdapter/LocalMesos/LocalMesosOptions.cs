using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Faas.Mesos.Local;

/// <summary>What the emulated cluster consists of, and Mesos' own timings where they may be changed.</summary>
public sealed class LocalMesosOptions
{
    /// <summary>The address of master, agents and their offers.</summary>
    /// <value>Default 127.0.0.1: nothing here asks for credentials.</value>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The master's TCP port.</summary>
    /// <value>Default 0: any free port, see <see cref="LocalMesosHost.MasterAddress"/>. Standbys take the ports that follow.</value>
    public int MasterPort { get; set; }

    /// <summary>How many masters there are; one leads, the others name it.</summary>
    /// <value>Default 1, whose failover is its own restart.</value>
    public int Masters { get; set; } = 1;

    /// <summary>The principals that may speak to the master, with their secrets (master flags --credentials, --authenticate_http_frameworks).</summary>
    /// <value>Default none: nobody is asked.</value>
    public IReadOnlyDictionary<string, string> Credentials { get; set; } = new Dictionary<string, string>();

    /// <summary>What masters show to those who speak TLS to them, and then nothing else is spoken (LIBPROCESS_SSL_ENABLED without SUPPORT_DOWNGRADE).</summary>
    /// <value>Default none: plain HTTP. Agents speak HTTP in any case.</value>
    public X509Certificate2? MasterCertificate { get; set; }

    /// <summary>The weights of roles; those not named weigh 1.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; set; } = new Dictionary<string, double>();

    /// <summary>Whether <see cref="LocalMesosHost.Faults"/> can be worked over HTTP, under /local-mesos of every master, from this machine.</summary>
    /// <value>Default false: whoever can reach it can break the cluster.</value>
    public bool FaultsOverHttp { get; set; }

    /// <summary>The agents, each with an HTTP server and a sandbox folder of its own.</summary>
    public IReadOnlyList<LocalAgentOptions> Agents { get; set; } = [new()];

    /// <summary>The time between two batch allocations (master flag --allocation_interval).</summary>
    /// <value>Default 1 second, as in Mesos.</value>
    public TimeSpan AllocationInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the allocator takes to answer a REVIVE; those that come until then are answered with it.</summary>
    /// <value>Default 1 millisecond: a real master was seen to take 3 from an ACCEPT with a REVIVE to the offer, with one agent.</value>
    public TimeSpan AllocationLatency { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>When an offer that nobody answers is rescinded (master flag --offer_timeout).</summary>
    /// <value>Default null, as in Mesos: never.</value>
    public TimeSpan? OfferTimeout { get; set; }

    /// <summary>The time between two pings of an agent (master flag --agent_ping_timeout).</summary>
    /// <value>Default 15 seconds, as in Mesos.</value>
    public TimeSpan AgentPingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many pings in a row an agent may miss before it is unreachable (master flag --max_agent_ping_timeouts).</summary>
    /// <value>Default 5, as in Mesos.</value>
    public int MaxAgentPingTimeouts { get; set; } = 5;

    /// <summary>How long a new leader waits for the agents of the one before (master flag --agent_reregister_timeout).</summary>
    /// <value>Default 10 minutes, as in Mesos.</value>
    public TimeSpan AgentReregisterTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Within which time, each at random, agents register with a new leader (agent flag --registration_backoff_factor).</summary>
    /// <value>Default 1 second, as in Mesos.</value>
    public TimeSpan AgentRegistrationBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long executors may take to subscribe again after a restart of their agent (--executor_reregistration_timeout).</summary>
    /// <value>Default 2 seconds, as in Mesos.</value>
    public TimeSpan ExecutorReregistrationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time between two HEARTBEAT events of a scheduler stream.</summary>
    /// <value>Default 15 seconds, a constant in Mesos.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an executor may take to subscribe before it is killed.</summary>
    /// <value>Default 1 minute, as in Mesos.</value>
    public TimeSpan ExecutorRegistrationTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an executor may take to exit after SHUTDOWN before it is killed.</summary>
    /// <value>Default 5 seconds, as in Mesos; ExecutorInfo.shutdown_grace_period overrides it.</value>
    public TimeSpan ExecutorShutdownGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a command task may take to exit after SIGTERM before it is killed.</summary>
    /// <value>Default 3 seconds, as in Mesos; a kill policy overrides it.</value>
    public TimeSpan KillGracePeriod { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>When an unacknowledged status update is sent again; doubles each time up to 10 minutes.</summary>
    /// <value>Default 10 seconds, as in Mesos.</value>
    public TimeSpan UpdateRetryInterval { get; set; } = TimeSpan.FromSeconds(10);
}
