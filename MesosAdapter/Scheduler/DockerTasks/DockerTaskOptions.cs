using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>How containers are made where <c>Mesos:Mode</c> is <c>docker</c>. Section <c>Mesos:Docker</c>.</summary>
public sealed class DockerTaskOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mesos:Docker";

    /// <summary>The kinds there are beside <c>blackbox</c>, each with the image that speaks its contract; the first of a family is its default.</summary>
    /// <value>Default none: only functions with images of their own can be deployed.</value>
    public IList<DockerKind> Kinds { get; } = [];

    /// <summary>How long a launch may take, the pull of its image included, before Mesos is asked what became of it.</summary>
    /// <value>Default 5 minutes. Agents give up after their own <c>--executor_registration_timeout</c>.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LaunchDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether agents ask the registry at each start whether an image has changed.</summary>
    /// <value>Default false: what an agent has it uses, and a start costs no question.</value>
    public bool ForcePull { get; set; }

    /// <summary>How many processes and threads a container may have.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1 << 20)]
    public int PidsLimit { get; set; } = 256;

    /// <summary>Further flags of <c>docker run</c> for every container, as <c>name=value</c>.</summary>
    /// <value>Default none.</value>
    public IList<string> Parameters { get; } = [];
}

/// <summary>A kind and its image.</summary>
public sealed class DockerKind
{
    /// <summary>With its version: <c>nodejs:20</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>As <c>docker pull</c> takes it.</summary>
    public string Image { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class DockerTaskOptionsValidator : IValidateOptions<DockerTaskOptions>;
