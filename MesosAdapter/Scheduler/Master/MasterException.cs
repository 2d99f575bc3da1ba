namespace Faas.Mesos.Scheduler;

/// <summary>No subscription came about; another attempt may succeed.</summary>
internal class MasterException(string message) : Exception(message);

/// <summary>The master will never again know the framework by its id.</summary>
internal sealed class FrameworkRemovedException(string message) : MasterException(message);
