namespace Faas.Mesos.Local.Agent;

/// <summary>The folder of one executor's run, laid out as on a Mesos agent.</summary>
internal static class Sandbox
{
    /// <exception cref="IOException">The work directory cannot be written.</exception>
    public static string Create(LocalAgentOptions options, string agentId, string frameworkId, string executorId, string containerId)
    {
        var path = Path.Combine(
            Path.GetFullPath(options.WorkDirectory), "slaves", agentId, "frameworks", frameworkId, "executors", executorId, "runs", containerId);
        return Directory.CreateDirectory(path).FullName;
    }
}
