using Faas.Contracts;

namespace Faas.Storage;

/// <summary>An invocation that has ended, with its result as the function gave it: JSON, or empty when there is none.</summary>
public sealed class FinishedInvocation
{
    private readonly ReadOnlyMemory<byte> _stored;
    private InvocationRecord? _record;

    internal FinishedInvocation(InvocationRecord record, ReadOnlyMemory<byte> result) => (_record, End, Result) = (record, new(record), result);

    private FinishedInvocation(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> result) => (_stored, End, Result) = (stored, InvocationEnd.Read(stored.Span), result);

    /// <summary>How it ended, in short.</summary>
    public InvocationEnd End { get; }

    /// <summary>All that is kept of it, read when it is first asked for: most answers do without.</summary>
    public InvocationRecord Record => _record ??= StoredRecord.Read(_stored.Span);

    /// <summary>Its result.</summary>
    public ReadOnlyMemory<byte> Result { get; }

    /// <summary>Reads what <c>telling.lua</c> published: id, record, and in the line after it the result.</summary>
    /// <returns><see langword="null"/> where the result is not in the message.</returns>
    internal static FinishedInvocation? Read(ReadOnlyMemory<byte> message)
    {
        var stored = message[InvocationId.Size..];
        var end = StoredRecord.EndOf(stored.Span);
        return end < stored.Length ? new(stored[..end], stored[(end + 1)..]) : null;
    }
}
