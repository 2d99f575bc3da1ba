using Google.Protobuf;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability;
using CapabilityType = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;
using SystemEnvironment = System.Environment;

namespace Faas.Mesos.Local.Tests.Driving;

/// <summary>The framework, tasks and executor of the recorded scenario.</summary>
internal static class Given
{
    public static FrameworkInfo Framework(string? id = null, double failoverSeconds = 60, params IEnumerable<CapabilityType> capabilities)
    {
        var all = capabilities.ToList();
        if (all.Count == 0)
        {
            all = [CapabilityType.MultiRole, CapabilityType.PartitionAware, CapabilityType.TaskKillingState, CapabilityType.ReservationRefinement];
        }
        var framework = new FrameworkInfo
        {
            User = "root",
            Name = "recorder",
            FailoverTimeout = failoverSeconds,
            Checkpoint = true,
            Roles = { "faas" },
            Capabilities = { all.Select(type => new Capability { Type = type }) },
        };
        if (id is not null)
        {
            framework.Id = new() { Value = id };
        }
        return framework;
    }

    public static TaskInfo Command(Offer offer, string shell) =>
        Task(offer, task => task.Command = new() { Value = shell });

    public static TaskInfo Custom(Offer offer, string data = "", string executorId = "faas-exec-1") => Task(offer, task =>
    {
        task.Executor = Executor(executorId);
        task.Data = ByteString.CopyFromUtf8(data);
    });

    public static TaskInfo Task(Offer offer, Action<TaskInfo> with, double cpus = 0.1, double mem = 32)
    {
        var task = new TaskInfo
        {
            Name = "t",
            TaskId = new() { Value = Guid.NewGuid().ToString() },
            AgentId = offer.AgentId,
            Resources = { Scalar("cpus", cpus), Scalar("mem", mem) },
        };
        with(task);
        return task;
    }

    public static ExecutorInfo Executor(string id) => new()
    {
        ExecutorId = new() { Value = id },
        Name = "test executor",
        Resources = { Scalar("cpus", 0.1), Scalar("mem", 64) },
        Command = new() { Shell = false, Value = SystemEnvironment.ProcessPath, Arguments = { SystemEnvironment.ProcessPath, TestExecutor.Argument } },
    };

    /// <summary>A LAUNCH_GROUP of one task on the default executor.</summary>
    public static Offer.Types.Operation Group(FrameworkID framework, string executorId, TaskInfo task) => new()
    {
        Type = Offer.Types.Operation.Types.Type.LaunchGroup,
        LaunchGroup = new()
        {
            Executor = new()
            {
                Type = ExecutorInfo.Types.Type.Default,
                ExecutorId = new() { Value = executorId },
                FrameworkId = framework,
                Resources = { Scalar("cpus", 0.1), Scalar("mem", 32), Scalar("disk", 32) },
            },
            TaskGroup = new() { Tasks = { task } },
        },
    };

    public static double Cpus(Offer offer) => offer.Resources.Where(r => r.Name == "cpus").Sum(r => r.Scalar.Value);

    public static Resource Scalar(string name, double value) => new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new() { Value = value } };
}
