using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Who we are to a Mesos cluster. Section <c>Mesos</c>.</summary>
public sealed class FrameworkOptions
{
    /// <summary>The section's name, shared by everything about one cluster.</summary>
    public const string Section = "Mesos";

    /// <summary>What we call this Mesos cluster; what is remembered of it is kept under this name.</summary>
    /// <value>Default <c>mesos</c>.</value>
    [RegularExpression("[A-Za-z0-9_-]{1,64}")]
    public string Cluster { get; set; } = "mesos";

    /// <summary>What a slot is: a task on our executor, or a Docker task by itself, for clusters that admit no custom executors.</summary>
    /// <value>Default <c>executor</c>. What <c>docker</c> costs: docs/docker-tasks.md.</value>
    public SlotMode Mode { get; set; }

    /// <summary>The framework's name as Mesos shows it.</summary>
    /// <value>Default <c>faas</c>.</value>
    [Required]
    public string FrameworkName { get; set; } = "faas";

    /// <summary>The user of the agents' operating system that runs executors.</summary>
    /// <value>Default the user that runs this process; to be set where that has no name, as in some containers.</value>
    [Required]
    public string User { get; set; } = OwnUser();

    /// <summary>The roles to be offered resources for.</summary>
    /// <value>Default <c>faas</c> alone, when none is given.</value>
    public IList<string> Roles { get; } = [];

    /// <summary>How long the cluster keeps our tasks while no invoker is subscribed.</summary>
    /// <value>Default 7 days; 0 ends them at once.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan FailoverTimeout { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whether tasks outlive a restart of their agent.</summary>
    /// <value>Default true: without it every broken connection of an agent ends its tasks.</value>
    public bool Checkpoint { get; set; } = true;

    /// <summary>Where Mesos' pages point people who click on the framework.</summary>
    /// <value>Default none.</value>
    public Uri? WebUi { get; set; }

    /// <summary>How long an invoker that leads and falls silent goes on leading.</summary>
    /// <value>Default 5 seconds; renewed every third of it.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan LeaderLease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a new leader waits for the other invokers to name the slots they hold, before it looks into those that nobody named.</summary>
    /// <value>Default 2 seconds: they look for a new leader several times a second.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan OwnersSpeak { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an invoker that holds slots may say nothing before the store is asked whether it lives; if not, its slots are given away.</summary>
    /// <value>Default 5 seconds: it speaks every second or two.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan OwnerSilence { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a graceful stop ends the framework and all its tasks.</summary>
    /// <value>Default false: the next invoker finds everything running.</value>
    public bool TeardownOnStop { get; set; }

    private static string OwnUser()
    {
        try
        {
            return Environment.UserName;
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>What a slot is.</summary>
public enum SlotMode
{
    /// <summary>Room on our executor, which makes and ends containers in it by itself.</summary>
    Executor,

    /// <summary>A plain Docker task: Mesos makes the container, and ends it.</summary>
    Docker,
}

[OptionsValidator]
internal sealed partial class FrameworkOptionsValidator : IValidateOptions<FrameworkOptions>;
