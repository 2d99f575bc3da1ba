using System.ComponentModel.DataAnnotations;
using Faas.Mesos.Executor.Isolation.Docker;
using Faas.Mesos.Executor.Isolation.Sandbox;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Executor;

/// <summary>Settings of the executor: environment variables <c>FAAS_EXECUTOR_*</c> or command-line options of the same names.</summary>
public sealed class ExecutorOptions
{
    /// <summary>Port of its HTTP endpoint.</summary>
    /// <value>Default 0: any free one.</value>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Address it listens on.</summary>
    /// <value>Default: every address under Mesos, since invokers on other machines call; 127.0.0.1 with a stand-alone token.</value>
    public string? Bind { get; set; }

    /// <summary>Folder for containers and cached code. One executor at a time uses it.</summary>
    /// <value>Default: <c>faas</c> in Mesos' sandbox, or in the folder for temporary files.</value>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(Environment.GetEnvironmentVariable("MESOS_SANDBOX") ?? Path.GetTempPath(), "faas");

    /// <summary>Folder of the runtimes, one folder with a <c>runtime.json</c> each.</summary>
    /// <value>Default: <c>runtimes</c> beside the program.</value>
    [Required]
    public string Runtimes { get; set; } = Path.Combine(AppContext.BaseDirectory, "runtimes");

    /// <summary>Isolation driver: <c>sandbox</c>, <c>docker</c>, or <c>process</c> for a developer's own machine.</summary>
    /// <value>Default <c>sandbox</c>.</value>
    [Required]
    public string Driver { get; set; } = "sandbox";

    /// <summary>Settings of the driver <c>docker</c>.</summary>
    [ValidateObjectMembers]
    public DockerOptions Docker { get; } = new();

    /// <summary>The second word that the driver <c>process</c> takes on a cluster, where it would run anybody's code with the executor's own rights.</summary>
    /// <value>Default false: under a Mesos agent, <c>process</c> refuses to start.</value>
    public bool TrustEveryFunction { get; set; }

    /// <summary>How much code is kept on disk, in MiB; the longest unused goes first.</summary>
    /// <value>Default 2,048; 64 to 1,048,576.</value>
    [Range(64, 1_048_576)]
    public int CodeCacheMiB { get; set; } = 2_048;

    /// <summary>How much of answers that no invoker has acknowledged is kept in memory, in MiB; the oldest is let go first, and counts as lost.</summary>
    /// <value>Default 64; 1 to 4,096. Source: docs/decisions/0035.</value>
    [Range(1, 4_096)]
    public int KeptAnswersMiB { get; set; } = 64;

    /// <summary>Processes and threads of one container, where the driver can limit them.</summary>
    /// <value>Default 1,024 as OpenWhisk; 16 to 65,536.</value>
    [Range(16, 65_536)]
    public int PidsLimit { get; set; } = 1_024;

    /// <summary>Cores one container may use at most, where the driver can limit them; below that, cores are shared by memory.</summary>
    /// <value>Default 1, so that no function takes what its neighbours run on; 0 for as many as there are, else 0.1 to 1,024.</value>
    [Range(0.0, 1_024.0)]
    public double CpuLimit { get; set; } = 1;

    /// <summary>Open files of one process in a container, where the driver can limit them.</summary>
    /// <value>Default 4,096; 64 to 1,048,576.</value>
    [Range(64, 1_048_576)]
    public int DescriptorLimit { get; set; } = 4_096;

    /// <summary>Settings of the driver <c>sandbox</c>.</summary>
    [ValidateObjectMembers]
    public SandboxOptions Sandbox { get; } = new();

    /// <summary>How long a runtime may take until it accepts connections.</summary>
    /// <value>Default 30 seconds; 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a slot it ends. A slot that comes later costs the start of another.</summary>
    /// <value>Default 10 minutes; 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan EmptyLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For tests and debugging: runs without Mesos, obeys whoever shows this token, and admits any slot.</summary>
    /// <value>Default none: Mesos brings the token with the first slot.</value>
    public string? StandaloneToken { get; set; }
}
