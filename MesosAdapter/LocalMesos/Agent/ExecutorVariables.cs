using System.Globalization;
using Capability = Faas.Mesos.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Faas.Mesos.Local.Agent;

/// <summary>The environment variables by which an executor finds its agent.</summary>
internal static class ExecutorVariables
{
    public static IReadOnlyDictionary<string, string> Of(ExecutorInfo executor, FrameworkInfo framework, AgentContext agent) => new Dictionary<string, string>
    {
        ["MESOS_FRAMEWORK_ID"] = framework.Id.Value,
        ["MESOS_EXECUTOR_ID"] = executor.ExecutorId.Value,
        ["MESOS_SLAVE_ID"] = agent.Info.Id.Value,
        ["MESOS_AGENT_ENDPOINT"] = agent.Endpoint,
        ["MESOS_CHECKPOINT"] = framework.Checkpoint ? "1" : "0",
        ["MESOS_RECOVERY_TIMEOUT"] = "15mins",
        ["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = "2secs",
        ["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = $"{GracePeriod(executor, agent).TotalSeconds.ToString(CultureInfo.InvariantCulture)}secs",
    };

    public static TimeSpan GracePeriod(ExecutorInfo executor, AgentContext agent) => executor.ShutdownGracePeriod is { } asked
        ? TimeSpan.FromTicks(asked.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : agent.Cluster.Options.ExecutorShutdownGracePeriod;

    public static bool IsPartitionAware(this FrameworkInfo framework) => framework.Capabilities.Any(c => c.Type == Capability.PartitionAware);
}
