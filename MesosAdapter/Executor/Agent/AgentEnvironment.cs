namespace Faas.Mesos.Executor.Agent;

/// <summary>What a Mesos agent tells the executors it starts, in <c>MESOS_*</c> variables.</summary>
/// <param name="Endpoint">Where its executor API is.</param>
/// <param name="RecoveryTimeout">How long an executor goes on without its agent; <see cref="TimeSpan.Zero"/> when the framework does not checkpoint.</param>
/// <param name="Token">What it wants to be shown; <see langword="null"/> without authentication.</param>
internal sealed record AgentEnvironment(Uri Endpoint, string FrameworkId, string ExecutorId, TimeSpan RecoveryTimeout, string? Token)
{
    private static readonly TimeSpan DefaultRecoveryTimeout = TimeSpan.FromMinutes(15);

    /// <returns><see langword="null"/> when no agent started this program.</returns>
    /// <exception cref="StartupException">An agent seems to have, but did not tell enough.</exception>
    public static AgentEnvironment? Read(Func<string, string?> variable)
    {
        if (variable("MESOS_AGENT_ENDPOINT") is not { Length: > 0 } endpoint) return null;
        string Needed(string name) => variable(name) is { Length: > 0 } value ? value : throw new StartupException($"The agent set MESOS_AGENT_ENDPOINT but not {name}.");
        var scheme = variable("LIBPROCESS_SSL_ENABLED") is "1" or "true" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var recovery = variable("MESOS_CHECKPOINT") is "1" or "true"
            ? MesosDuration.TryParse(variable("MESOS_RECOVERY_TIMEOUT"), out var given) ? given : DefaultRecoveryTimeout
            : TimeSpan.Zero;
        return new(new($"{scheme}://{endpoint}"), Needed("MESOS_FRAMEWORK_ID"), Needed("MESOS_EXECUTOR_ID"), recovery, variable("MESOS_EXECUTOR_AUTHENTICATION_TOKEN"));
    }
}
