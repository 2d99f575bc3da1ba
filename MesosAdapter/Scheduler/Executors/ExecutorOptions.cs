using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>How our executor comes to run on an agent. Section <c>Mesos:Executor</c>. A change makes new executors; old ones empty and end.</summary>
public sealed class ExecutorOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mesos:Executor";

    /// <summary>The executor program that <c>deploy/build</c> puts at the top of its archive.</summary>
    internal const string Program = "./Faas.Mesos.Executor";

    /// <summary>Path of the executor program on the agents; with an archive, relative to where that is unpacked.</summary>
    /// <value>Default <c>./Faas.Mesos.Executor</c> with an archive; needed without one.</value>
    public string Command { get; set; } = "";

    /// <summary>Arguments after the program's name.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>File of an archive that this invoker serves; each agent fetches and unpacks it into the executor's sandbox.</summary>
    /// <value>Default none: the program is on the agents, or at <see cref="Uri"/>.</value>
    public string? Archive { get; set; }

    /// <summary>Base address at which agents fetch <see cref="Archive"/>: of this invoker, or of what stands before all of them.</summary>
    /// <value>Default: the invoker's own address.</value>
    public Uri? ArchiveAddress { get; set; }

    /// <summary>Instead of <see cref="Archive"/>: an archive somewhere else, in any place Mesos can fetch from. A new version needs a new name.</summary>
    /// <value>Default none.</value>
    public Uri? Uri { get; set; }

    /// <summary>Environment variables for it; <c>FAAS_EXECUTOR_PORT</c> is set besides. Mesos shows them to whoever asks: no secrets.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Its own cpus, beside those of its slots.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.01, 64.0)]
    public double Cpus { get; set; } = 0.1;

    /// <summary>Its own memory, beside that of its slots.</summary>
    /// <value>Default 128 MiB: it was seen to take 110 with eight containers and bodies of 1 MB, half of that pages of its program.</value>
    [Range(32, 1 << 20)]
    public int MemoryMiB { get; set; } = 128;

    /// <summary>How long it may take to end when it is told to.</summary>
    /// <value>Default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(5);

    internal string CommandOrDefault => Command.Length > 0 ? Command : Program;

    internal Amount Amount => new(Math.Round((decimal)Cpus, 3), MemoryMiB);
}

[OptionsValidator]
internal sealed partial class ExecutorOptionsValidator : IValidateOptions<ExecutorOptions>;
