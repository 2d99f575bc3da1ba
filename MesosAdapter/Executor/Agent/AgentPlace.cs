using System.Globalization;
using Faas.Mesos.Protocol;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Where and who this executor is, as the agent tells it in <c>MESOS_*</c> variables (facts: executor API).</summary>
/// <param name="Recovery">How long an agent that went away may take to come back; zero without checkpointing: then it is not waited for.</param>
/// <param name="Token">What the agent wants to see, where it authenticates executors.</param>
internal sealed record AgentPlace(Uri Endpoint, string FrameworkId, string ExecutorId, TimeSpan Recovery, string? Token)
{
    /// <returns><see langword="null"/> where no agent has started us.</returns>
    public static AgentPlace? Read(Func<string, string?> variable) => variable("MESOS_AGENT_ENDPOINT") is not { } endpoint
        ? null
        : new(
            new($"http://{endpoint}{MesosHttp.ExecutorPath}"),
            variable("MESOS_FRAMEWORK_ID") ?? "",
            variable("MESOS_EXECUTOR_ID") ?? "",
            variable("MESOS_CHECKPOINT") == "1" ? Duration(variable("MESOS_RECOVERY_TIMEOUT")) ?? TimeSpan.FromMinutes(15) : TimeSpan.Zero,
            variable("MESOS_EXECUTOR_AUTHENTICATION_TOKEN"));

    /// <summary>Reads a duration as Mesos writes it: <c>15mins</c>, <c>2secs</c>.</summary>
    internal static TimeSpan? Duration(string? text)
    {
        if (text is null) return null;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (!double.TryParse(text.AsSpan(0, digits), CultureInfo.InvariantCulture, out var number)) return null;
        return text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "secs" => TimeSpan.FromSeconds(number),
            "mins" => TimeSpan.FromMinutes(number),
            "hrs" => TimeSpan.FromHours(number),
            "days" => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
