using System.ComponentModel.DataAnnotations;

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

    /// <summary>Isolation driver: <c>sandbox</c>, or <c>process</c> for a developer's own machine.</summary>
    /// <value>Default <c>sandbox</c>.</value>
    [Required]
    public string Driver { get; set; } = "sandbox";

    /// <summary>How much code is kept on disk, in MiB; the longest unused goes first.</summary>
    /// <value>Default 2,048; 64 to 1,048,576.</value>
    [Range(64, 1_048_576)]
    public int CodeCacheMiB { get; set; } = 2_048;

    /// <summary>Processes and threads of one container, where the driver can limit them.</summary>
    /// <value>Default 1,024 as OpenWhisk; 16 to 65,536.</value>
    [Range(16, 65_536)]
    public int PidsLimit { get; set; } = 1_024;

    /// <summary>First of the 50,000 user ids that containers run as. None of them may belong to anybody.</summary>
    /// <value>Default 1,879,048,192: beyond what people, services and container engines are given.</value>
    [Range(1_000, 2_000_000_000)]
    public int FirstUser { get; set; } = 1_879_048_192;

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
