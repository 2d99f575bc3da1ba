namespace Faas.Mesos.Executor.Roots;

/// <summary>A root file system cannot be used as it is; the message says why, for the operator who named it.</summary>
internal sealed class RootException(string message, Exception? inner = null) : Exception(message, inner);
