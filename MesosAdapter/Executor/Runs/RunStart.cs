using Faas.Contracts;

namespace Faas.Mesos.Executor.Runs;

/// <summary>What came of asking for a run.</summary>
internal abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>It goes on, or went on before it was asked for again.</summary>
    public sealed record Started(KeptRun Run) : RunStart;

    /// <summary>It was not started.</summary>
    public sealed record Refused(ExecutorFault Fault, string Detail) : RunStart
    {
        /// <summary>It was started, and its answer is not kept any more.</summary>
        public static Refused Lost(Guid invocation, int attempt) =>
            new(ExecutorFault.AlreadyStarted, $"Attempt {attempt} of {invocation:n} was started, and its answer is not here any more.");
    }
}
