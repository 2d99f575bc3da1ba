using Faas.Contracts;

namespace Faas.Storage;

/// <summary>What the queue said.</summary>
public enum EnqueueOutcome
{
    /// <summary>It is in the queue, as durable as the store is set up to be.</summary>
    Accepted,

    /// <summary>There is no such function.</summary>
    UnknownFunction,

    /// <summary>Too many wait already.</summary>
    QueueFull,

    /// <summary>Too many came lately.</summary>
    RateExceeded,

    /// <summary>It was accepted before, under its key.</summary>
    Repeated,

    /// <summary>Its key was used for another request.</summary>
    KeyReused,
}

/// <summary>What the queue said, and what belongs to it.</summary>
/// <param name="First">The invocation accepted before, when <see cref="EnqueueOutcome.Repeated"/>.</param>
/// <param name="RetryAfter">When there is room again, when <see cref="EnqueueOutcome.RateExceeded"/>.</param>
public readonly record struct EnqueueAnswer(EnqueueOutcome Outcome, InvocationId First = default, TimeSpan RetryAfter = default)
{
    /// <summary>Reads what <c>enqueue.lua</c> and <c>enqueue-with.lua</c> answer.</summary>
    internal static EnqueueAnswer Read(byte[] answer) => answer switch
    {
        [(byte)'o', (byte)'k'] => new(EnqueueOutcome.Accepted),
        [(byte)'u', ..] => new(EnqueueOutcome.UnknownFunction),
        [(byte)'f', ..] => new(EnqueueOutcome.QueueFull),
        [(byte)'r', ..] => new(EnqueueOutcome.RateExceeded, RetryAfter: TimeSpan.FromMicroseconds(double.Parse(answer.AsSpan("rate ".Length), System.Globalization.CultureInfo.InvariantCulture))),
        [(byte)'s', ..] => new(EnqueueOutcome.Repeated, First: InvocationId.FromBytes(answer.AsSpan("same".Length))),
        [(byte)'o', (byte)'t', ..] => new(EnqueueOutcome.KeyReused),
        _ => throw new InvalidOperationException($"Enqueuing was answered '{System.Text.Encoding.UTF8.GetString(answer)}'."),
    };
}
