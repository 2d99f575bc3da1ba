using Faas.Contracts;

namespace Faas.Storage;

/// <summary>An invocation that was given up, with what it takes to invoke again.</summary>
/// <param name="DiedMicros">When, in microseconds since 1970 by the store's clock.</param>
/// <param name="Record">Its record, with the true reason.</param>
/// <param name="Item">As it waited last.</param>
public sealed record DeadLetter(InvocationId Id, long DiedMicros, InvocationRecord Record, QueueItem Item);

/// <summary>Part of a listing, oldest first.</summary>
/// <param name="Next">What to ask for next as <c>after</c>, or <see langword="null"/> at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, InvocationId? Next);
