using Faas.Contracts;

namespace Faas.Mesos.Executor.Containers;

/// <summary>What became of the wish for a container.</summary>
internal abstract record StartOutcome
{
    private StartOutcome() { }

    internal sealed record Started(Container Container, long Micros) : StartOutcome;

    internal sealed record Refused(ExecutorFault Fault, string Detail) : StartOutcome;
}
