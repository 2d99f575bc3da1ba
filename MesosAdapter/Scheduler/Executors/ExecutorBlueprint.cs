using System.Security.Cryptography;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Faas.Mesos.Scheduler;

/// <summary>Makes the <see cref="ExecutorInfo"/> of an agent. Nothing in it may vary afterwards: Mesos wants it unchanged with every task.</summary>
internal sealed class ExecutorBlueprint(IOptions<ExecutorOptions> options, ExecutorArchive archive)
{
    public const string PortVariable = "FAAS_EXECUTOR_PORT";

    /// <summary>What an executor takes besides its slots, and its port.</summary>
    public Amount Amount => options.Value.Amount;

    /// <summary>Changes with everything that makes an executor of this role what it is; not with who serves its archive, or a new leader would make new ones.</summary>
    public string HashFor(string role)
    {
        var info = new ExecutorInfo { ExecutorId = new ExecutorID { Value = role }, Command = Command("", archive.Name) };
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
            Command = Command(port.ToString(System.Globalization.CultureInfo.InvariantCulture), archive.File is null ? "" : archive.Uri.ToString()),
            ShutdownGracePeriod = new DurationInfo { Nanoseconds = (long)options.Value.ShutdownGrace.TotalNanoseconds },
        };
        info.Resources.AddRange(basket.Take(Amount));
        info.Resources.Add(portResource);
        return new ExecutorEntry(executorId, room.Agent.Id, room.Role, AddressOf(room.Offers[0].Host, port), info);
    }

    private static Uri AddressOf(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;

    private CommandInfo Command(string port, string served)
    {
        var executor = options.Value;
        var command = new CommandInfo { Shell = false, Value = executor.CommandOrDefault, Environment = new Protocol.V1.Environment() };
        command.Arguments.Add(executor.CommandOrDefault);
        command.Arguments.AddRange(executor.Arguments);
        var fetched = executor.Uri?.ToString() ?? served;
        if (fetched.Length > 0)
        {
            command.Uris.Add(new CommandInfo.Types.URI { Value = fetched, Extract = true, Cache = true });
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
