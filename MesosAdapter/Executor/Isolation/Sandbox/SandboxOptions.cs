using System.ComponentModel.DataAnnotations;
using System.Net;
using Faas.Mesos.Executor.Roots;

namespace Faas.Mesos.Executor.Isolation.Sandbox;

/// <summary>Where functions that may reach outside get their network from.</summary>
public enum SandboxNetwork
{
    /// <summary>Each from a network namespace of its own.</summary>
    Namespaces,

    /// <summary>From the machine's own network: functions reach whatever the machine does, its loopback and agent included.</summary>
    Host,
}

/// <summary>Settings of the driver <c>sandbox</c>: <c>FAAS_EXECUTOR_SANDBOX__*</c>.</summary>
public sealed class SandboxOptions : IValidatableObject
{
    /// <summary>First of the user ids that containers run as, one each. None of them may belong to anybody.</summary>
    /// <value>Default 1,879,048,192: beyond what people, services and container engines are given.</value>
    [Range(1_000, 2_000_000_000)]
    public int FirstUser { get; set; } = 1_879_048_192;

    /// <summary>Where functions get their network from: <c>namespaces</c>, or <c>host</c>, which gives up that they cannot reach this machine.</summary>
    /// <value>Default <c>namespaces</c>.</value>
    public SandboxNetwork Network { get; set; }

    /// <summary>Where containers' addresses come from; each executor of a machine takes 4,096 of them. Nothing else that the machine reaches may be in it.</summary>
    /// <value>Default 10.224.0.0/12.</value>
    [Required]
    public string NetworkRange { get; set; } = "10.224.0.0/12";

    /// <summary>IPv4 ranges that no function reaches, with commas between them: the cluster's own, above all.</summary>
    /// <value>Default none; this machine, other containers, link-local and multicast addresses are forbidden in any case.</value>
    public string NetworkDeny { get; set; } = "";

    /// <summary>Name servers that functions ask, addresses with commas between them.</summary>
    /// <value>Default none: those of this machine's resolv.conf that are not on its loopback.</value>
    public string Dns { get; set; } = "";

    /// <summary>How many user and network namespaces are kept ready for containers to come.</summary>
    /// <value>Default 16; 0 to 1,000. More help where many containers start at once after a quiet time.</value>
    [Range(0, 1_000)]
    public int BerthsAhead { get; set; } = 16;

    /// <summary>Root file systems of kinds, with commas between them: <c>nodejs:20=/srv/roots/node20,python=/srv/images/python:3.12</c>.
    /// Each is a folder, or an OCI image layout (with the name of an image in it, if it holds several), shown read-only to all containers of that kind.</summary>
    /// <value>Default none: containers see the machine's <c>/usr</c> and the interpreters on the executor's PATH.
    /// Of a family that is named here, nothing else is used. Images are unpacked under <see cref="ExecutorOptions.DataFolder"/> before the executor takes its first slot.</value>
    public string Roots { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPNetwork.TryParse(NetworkRange, out _)) yield return new($"Sandbox:NetworkRange is an IPv4 range like 10.224.0.0/12, not '{NetworkRange}'.");
        foreach (var text in NetworkWishes.Split(NetworkDeny).Where(text => !IPNetwork.TryParse(text, out _))) yield return new($"Sandbox:NetworkDeny holds ranges like 10.0.0.0/8, not '{text}'.");
        foreach (var text in RootWish.Split(Roots).Where(text => !RootWish.TryParse(text, out _))) yield return new($"Sandbox:Roots holds roots like nodejs:20=/srv/roots/node20, not '{text}'.");
        foreach (var text in NetworkWishes.Split(Dns).Where(text => !IPAddress.TryParse(text, out _))) yield return new($"Sandbox:Dns holds addresses, not '{text}'.");
    }
}
