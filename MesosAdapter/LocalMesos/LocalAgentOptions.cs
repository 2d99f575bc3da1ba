using SystemEnvironment = System.Environment;

namespace Faas.Mesos.Local;

/// <summary>One emulated agent: what it offers and where its executors run.</summary>
public sealed class LocalAgentOptions
{
    /// <summary>The agent's TCP port.</summary>
    /// <value>Default 0: any free port.</value>
    public int Port { get; set; }

    /// <summary>The cpus offered. They are accounted, not enforced.</summary>
    /// <value>Default: those of this machine.</value>
    public double Cpus { get; set; } = SystemEnvironment.ProcessorCount;

    /// <summary>The memory offered, in MiB. It is accounted, not enforced.</summary>
    /// <value>Default 1024.</value>
    public double MemoryMiB { get; set; } = 1024;

    /// <summary>The disk offered, in MiB. It is accounted, not enforced.</summary>
    /// <value>Default 10240.</value>
    public double DiskMiB { get; set; } = 10240;

    /// <summary>The TCP ports offered, both ends included.</summary>
    /// <value>Default 31000 to 32000, as in Mesos.</value>
    public (int First, int Last) Ports { get; set; } = (31000, 32000);

    /// <summary>What is kept for roles beside all that (agent flag --resources with roles).</summary>
    public IReadOnlyDictionary<string, LocalReservation> Reserved { get; set; } = new Dictionary<string, LocalReservation>();

    /// <summary>The text attributes that every offer of the agent carries.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; set; } = new Dictionary<string, string>();

    /// <summary>The Docker Engine that runs Docker tasks (agent flags --containerizers=docker,mesos, --docker_socket), as <c>docker -H</c> takes it.</summary>
    /// <value>Default none: Docker tasks fail, as on an agent without that containerizer.</value>
    public string? Docker { get; set; }

    /// <summary>The folder under which each executor gets a sandbox, with its stdout and stderr.</summary>
    /// <value>Default: faas-local-mesos in the folder for temporary files.</value>
    public string WorkDirectory { get; set; } = Path.Combine(Path.GetTempPath(), "faas-local-mesos");
}

/// <summary>An amount that only one role is offered.</summary>
/// <param name="Cpus">Accounted, not enforced.</param>
/// <param name="MemoryMiB">Accounted, not enforced.</param>
public sealed record LocalReservation(double Cpus, double MemoryMiB);
