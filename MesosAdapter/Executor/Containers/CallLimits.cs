namespace Faas.Mesos.Executor.Containers;

/// <summary>What a call may take.</summary>
/// <param name="LogsBytes">How many bytes of log lines are kept.</param>
internal readonly record struct CallLimits(TimeSpan Timeout, int LogsBytes);
