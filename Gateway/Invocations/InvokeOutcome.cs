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

    /// <summary>A limit refused it: too many wait already, or came lately.</summary>
    /// <param name="Limit">Its name, as the problem tells it.</param>
    internal sealed record Limited(string Limit, TimeSpan RetryAfter) : InvokeOutcome;

    /// <summary>It was accepted before under the same key; so it fared, or fares.</summary>
    internal sealed record Repeated(InvocationId First, InvokeOutcome Outcome) : InvokeOutcome;

    /// <summary>Its key was used for another request.</summary>
    internal sealed record KeyReused : InvokeOutcome;

    /// <summary>The store did not answer; whether it was accepted is not known.</summary>
    internal sealed record StoreUnavailable(string Reason) : InvokeOutcome;

    /// <summary>The caller has gone; the invocation goes on.</summary>
    internal sealed record CallerGone : InvokeOutcome;
}
