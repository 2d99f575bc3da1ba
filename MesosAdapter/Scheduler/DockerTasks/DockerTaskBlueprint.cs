using System.Globalization;
using Faas.Mesos.Protocol.V1;
using Microsoft.Extensions.Options;
using Docker = Faas.Mesos.Protocol.V1.ContainerInfo.Types.DockerInfo;

namespace Faas.Mesos.Scheduler;

/// <summary>Makes the task that is a container: an image as it is, its port 8080 mapped to one of the agent's.</summary>
internal sealed class DockerTaskBlueprint(IOptions<DockerTaskOptions> options)
{
    /// <summary>Where images that speak the contract listen.</summary>
    private const int ContractPort = 8080;

    /// <param name="id">The slot's, which is the task's.</param>
    /// <param name="agent">Where.</param>
    /// <param name="wanted">What for; its image is known.</param>
    /// <param name="port">Of the agent.</param>
    public TaskInfo Build(string id, Agent agent, WantedSlot wanted, int port)
    {
        var docker = new Docker
        {
            Image = wanted.Wish.Image,
            Network = Docker.Types.Network.Bridge,
            ForcePullImage = options.Value.ForcePull,
            PortMappings = { new Docker.Types.PortMapping { HostPort = (uint)port, ContainerPort = ContractPort, Protocol = "tcp" } },
        };
        docker.Parameters.AddRange(Parameters(wanted.Wish.MemoryMiB));
        return new TaskInfo
        {
            Name = $"faas {wanted.Wish.Function}",
            TaskId = new TaskID { Value = id },
            AgentId = new AgentID { Value = agent.Id },
            // Neither value nor arguments: the image's own entry point.
            Command = new CommandInfo { Shell = false, Environment = new Protocol.V1.Environment { Variables = { Variable("__OW_ALLOW_CONCURRENT", "true") } } },
            Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Docker, Docker = docker },
            // What is ended has nothing left to do.
            KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 0 } },
        };
    }

    // Mesos itself limits memory and shares cpu; these are what it leaves open.
    private IEnumerable<Parameter> Parameters(int memoryMiB)
    {
        yield return Parameter("memory-swap", string.Create(CultureInfo.InvariantCulture, $"{memoryMiB}m"));
        yield return Parameter("pids-limit", options.Value.PidsLimit.ToString(CultureInfo.InvariantCulture));
        yield return Parameter("cap-drop", "ALL");
        yield return Parameter("security-opt", "no-new-privileges");
        foreach (var parameter in options.Value.Parameters)
        {
            var value = parameter.IndexOf('=', StringComparison.Ordinal) + 1;
            yield return Parameter(parameter[..(value - 1)], parameter[value..]);
        }
    }

    private static Parameter Parameter(string key, string value) => new() { Key = key, Value = value };

    private static Protocol.V1.Environment.Types.Variable Variable(string name, string value) => new() { Name = name, Value = value };
}
