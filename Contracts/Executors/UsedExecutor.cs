namespace Faas.Contracts;

/// <summary>An executor in which an invoker has had something run.</summary>
/// <param name="Address">Where it listens. After its end another may listen there.</param>
/// <param name="Life">Which of those it is (<see cref="ContainerStarted.Life"/>).</param>
public sealed record UsedExecutor(Uri Address, string Life);
