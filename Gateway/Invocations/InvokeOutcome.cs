using Faas.Contracts;
using Faas.Storage;

namespace Faas.Gateway.Invocations;

/// <summary>What a caller is told of an invocation it asked for.</summary>
internal abstract record InvokeOutcome
{
    private InvokeOutcome() { }

    /// <summary>It ended.</summary>
    internal sealed record Finished(FinishedInvocation Invocation) : InvokeOutcome;

    /// <summary>It was accepted and goes on; its caller waits no longer.</summary>
    internal sealed record Accepted : InvokeOutcome;

    /// <summary>It is at its end, though nobody wrote one: <see cref="Outcome.NoCapacity"/> or <see cref="Outcome.OutcomeUnknown"/>.</summary>
    internal sealed record GivenUp(Outcome Outcome, string Reason) : InvokeOutcome;

    /// <summary>There is no such function.</summary>
    internal sealed record UnknownFunction : InvokeOutcome;

    /// <summary>Too many wait already.</summary>
    internal sealed record QueueFull : InvokeOutcome;

    /// <summary>The store did not answer; whether it was accepted is not known.</summary>
    internal sealed record StoreUnavailable(string Reason) : InvokeOutcome;

    /// <summary>The caller has gone; the invocation goes on.</summary>
    internal sealed record CallerGone : InvokeOutcome;
}
