using System.Net;

namespace Faas.Mesos.Local;

/// <summary>What the emulated cluster consists of, and Mesos' own timings where they may be changed.</summary>
public sealed class LocalMesosOptions
{
    /// <summary>The address of master, agents and their offers.</summary>
    /// <value>Default 127.0.0.1: nothing here asks for credentials.</value>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The master's TCP port.</summary>
    /// <value>Default 0: any free port, see <see cref="LocalMesosHost.MasterAddress"/>.</value>
    public int MasterPort { get; set; }

    /// <summary>The agents, each with an HTTP server and a sandbox folder of its own.</summary>
    public IReadOnlyList<LocalAgentOptions> Agents { get; set; } = [new()];

    /// <summary>The time between two batch allocations (master flag --allocation_interval).</summary>
    /// <value>Default 1 second, as in Mesos.</value>
    public TimeSpan AllocationInterval { get; set; } = TimeSpan.FromSeconds(1);

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
