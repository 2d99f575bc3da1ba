namespace Faas.Mesos.Scheduler;

/// <summary>
/// Tells whether the invoker with this session lives. A slot found running by a new leader whose container belongs to a living
/// invoker stays that invoker's; other containers are deleted. Register one; without, no earlier owner is taken to live.
/// </summary>
public delegate ValueTask<bool> OwnerLiveness(string session, CancellationToken ct);
