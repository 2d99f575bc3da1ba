namespace Faas.Mesos.Protocol;

/// <summary>Paths and header names of the v1 APIs.</summary>
public static class MesosHttp
{
    /// <summary>Where a master takes the calls of a framework; always POST.</summary>
    public const string SchedulerPath = "/api/v1/scheduler";

    /// <summary>Where an agent takes the calls of its executors; always POST.</summary>
    public const string ExecutorPath = "/api/v1/executor";

    /// <summary>Given in the answer to SUBSCRIBE, required on every later call of that subscription.</summary>
    public const string StreamIdHeader = "Mesos-Stream-Id";
}
