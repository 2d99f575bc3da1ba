using System.ComponentModel.DataAnnotations;

namespace Faas.Mesos.Executor.Isolation.Docker;

/// <summary>Settings of the isolation driver <c>docker</c>: <c>FAAS_EXECUTOR_DOCKER__*</c>, or arguments like <c>--Docker:Engine=…</c>.</summary>
public sealed class DockerOptions
{
    /// <summary>Where the Docker Engine listens.</summary>
    /// <value>Default <c>unix:///var/run/docker.sock</c>. It must be on this machine: containers share folders with the executor.</value>
    [Required]
    public Uri Engine { get; set; } = new("unix:///var/run/docker.sock");

    /// <summary>A <c>config.json</c> as <c>docker login</c> writes it, whose <c>auths</c> open private registries. Read at every pull.</summary>
    /// <value>Default none. Credential helpers are not called.</value>
    public string? Credentials { get; set; }

    /// <summary>Images pulled when the executor starts, beside those of its runtimes.</summary>
    public IList<string> PrePull { get; } = [];

    /// <summary>Whether the images of runtimes are pulled when the executor starts, rather than by the first container that needs one.</summary>
    /// <value>Default true.</value>
    public bool PrePullRuntimes { get; set; } = true;

    /// <summary>How long one pull may take.</summary>
    /// <value>Default 10 minutes; 10 seconds to 2 hours.</value>
    [Range(typeof(TimeSpan), "00:00:10", "02:00:00")]
    public TimeSpan PullTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The cgroup that containers are put below, so that whoever limits the executor limits them too.</summary>
    /// <value>Default: the executor's own where the engine manages cgroups by files; under systemd, where it must be a slice, the engine's default.</value>
    public string? CgroupParent { get; set; }

    /// <summary>Whether containers run under the engine's own filter of system calls, instead of that of sandboxes.</summary>
    /// <value>Default false: what the engine's lets through changes with its version; Docker 20.10's has ptrace and sockets to the hypervisor (AF_VSOCK).</value>
    public bool EngineFilter { get; set; }

    /// <summary>Whether the root file system of users' own images can be written. OpenWhisk's images need it.</summary>
    /// <value>Default true. Such a container can fill the engine's disk unless its storage driver knows quotas (<see cref="DiskMiB"/>).</value>
    public bool WritableImages { get; set; } = true;

    /// <summary>How much a container may write to its root file system, in MiB.</summary>
    /// <value>Default 0: no limit. Needs an engine with quotas: overlay2 on xfs mounted with pquota.</value>
    [Range(0, 1 << 20)]
    public int DiskMiB { get; set; }
}
