using Faas.Contracts;

namespace Faas.Invoker.Executors;

/// <summary>What a failed call of an executor means for what was asked.</summary>
internal enum CallFailure
{
    /// <summary>It was refused or never arrived: certainly not started.</summary>
    NotStarted,

    /// <summary>The connection ended while it went on: nobody knows.</summary>
    Unknown,
}

/// <summary>An executor refused a call, or could not be reached.</summary>
internal sealed class ExecutorCallException(CallFailure failure, ExecutorFault? fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public CallFailure Failure => failure;

    /// <summary>Its own word, if it gave one.</summary>
    public ExecutorFault? Fault => fault;
}
