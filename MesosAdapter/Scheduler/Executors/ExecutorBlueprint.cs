using System.Security.Cryptography;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Makes the <see cref="ExecutorInfo"/> of an agent. Nothing in it may vary afterwards: Mesos wants it unchanged with every task.</summary>
internal sealed class ExecutorBlueprint(IOptions<ExecutorOptions> options)
{
    public const string PortVariable = "FAAS_EXECUTOR_PORT";

    /// <summary>What an executor takes besides its slots, and its port.</summary>
    public Amount Amount => options.Value.Amount;

    /// <summary>Changes with everything that makes an executor of this role what it is.</summary>
    public string HashFor(string role)
    {
        var info = new ExecutorInfo { ExecutorId = new ExecutorID { Value = role }, Command = Command("") };
        info.Resources.Add(new Resource { Name = ResourceBasket.Cpus, Scalar = new Value.Types.Scalar { Value = options.Value.Cpus } });
        info.Resources.Add(new Resource { Name = ResourceBasket.Memory, Scalar = new Value.Types.Scalar { Value = options.Value.MemoryMiB } });
        return Convert.ToHexStringLower(SHA256.HashData(info.ToByteArray()).AsSpan(0, 4));
    }

    /// <summary>Takes what the executor needs out of <paramref name="basket"/>.</summary>
    public ExecutorEntry Build(AgentRoom room, string executorId, string frameworkId, ResourceBasket basket)
    {
        var (portResource, port) = basket.TakePort(ExecutorIds.Spread(executorId));
        var info = new ExecutorInfo
        {
            ExecutorId = new ExecutorID { Value = executorId },
            FrameworkId = new FrameworkID { Value = frameworkId },
            Name = "faas executor",
            Type = ExecutorInfo.Types.Type.Custom,
            Command = Command(port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ShutdownGracePeriod = new DurationInfo { Nanoseconds = (long)options.Value.ShutdownGrace.TotalNanoseconds },
        };
        info.Resources.AddRange(basket.Take(Amount));
        info.Resources.Add(portResource);
        return new ExecutorEntry(executorId, room.Agent.Id, room.Role, AddressOf(room.Offers[0].Host, port), info);
    }

    private static Uri AddressOf(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;

    private CommandInfo Command(string port)
    {
        var executor = options.Value;
        var command = new CommandInfo { Shell = false, Value = executor.Command, Environment = new Protocol.V1.Environment() };
        command.Arguments.Add(executor.Command);
        command.Arguments.AddRange(executor.Arguments);
        if (executor.Uri is { } archive)
        {
            command.Uris.Add(new CommandInfo.Types.URI { Value = archive.ToString(), Extract = true, Cache = true });
        }
        foreach (var (name, value) in executor.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            command.Environment.Variables.Add(Variable(name, value));
        }
        command.Environment.Variables.Add(Variable(PortVariable, port));
        return command;
    }

    private static Protocol.V1.Environment.Types.Variable Variable(string name, string value) => new() { Name = name, Value = value };
}
