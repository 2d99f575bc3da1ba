using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>How our executor comes to run on an agent. Section <c>Mesos:Executor</c>. A change makes new executors; old ones empty and end.</summary>
public sealed class ExecutorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mesos:Executor";

    /// <summary>Path of the executor program on the agents; with <see cref="Uri"/> it may be relative to where the archive is unpacked.</summary>
    [Required]
    public string Command { get; set; } = "";

    /// <summary>Arguments after the program's name.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>An archive that each agent fetches and unpacks into the executor's sandbox before it runs <see cref="Command"/>.</summary>
    /// <value>Default none: the program is on the agents.</value>
    public Uri? Uri { get; set; }

    /// <summary>Environment variables for it; <c>FAAS_EXECUTOR_PORT</c> is set besides. Mesos shows them to whoever asks: no secrets.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Its own cpus, beside those of its slots.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.01, 64.0)]
    public double Cpus { get; set; } = 0.1;

    /// <summary>Its own memory, beside that of its slots.</summary>
    /// <value>Default 64 MiB.</value>
    [Range(32, 1 << 20)]
    public int MemoryMiB { get; set; } = 64;

    /// <summary>How long it may take to end when it is told to.</summary>
    /// <value>Default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(5);

    internal Amount Amount => new(Math.Round((decimal)Cpus, 3), MemoryMiB);
}

[OptionsValidator]
internal sealed partial class ExecutorOptionsValidator : IValidateOptions<ExecutorOptions>;
