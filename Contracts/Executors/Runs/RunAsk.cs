using System.Buffers.Binary;
using System.Text;

namespace Faas.Contracts;

/// <summary>One run, as an invoker asks for it.</summary>
/// <param name="Container">The container's id.</param>
/// <param name="Invocation">The invocation; an executor starts each (invocation, attempt) once.</param>
/// <param name="Attempt">Which try this is, from 1.</param>
/// <param name="TimeoutMs">How long the run may take, in milliseconds.</param>
/// <param name="LogsBytes">How many bytes of log lines are kept.</param>
/// <param name="TraceParent">The W3C trace context that the function sees.</param>
/// <param name="Body">What the container's <c>/run</c> gets, byte for byte.</param>
public readonly record struct RunAsk(string Container, InvocationId Invocation, int Attempt, int TimeoutMs, int LogsBytes, string TraceParent, ReadOnlyMemory<byte> Body)
{
    private const int FixedSize = InvocationId.Size + 12 + 2;

    /// <summary>As the payload of a frame: id, attempt, timeout, log limit, then container and trace with a byte of length each, then the body.</summary>
    public byte[] ToPayload()
    {
        var payload = new byte[FixedSize + Container.Length + TraceParent.Length + Body.Length];
        var at = payload.AsSpan();
        Invocation.WriteTo(at);
        at = at[InvocationId.Size..];
        BinaryPrimitives.WriteInt32LittleEndian(at, Attempt);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], TimeoutMs);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], LogsBytes);
        at = Write(Write(at[12..], Container), TraceParent);
        Body.Span.CopyTo(at);
        return payload;
    }

    /// <summary>Reads what <see cref="ToPayload"/> wrote; <see cref="Body"/> is a part of it.</summary>
    /// <returns>Whether it makes sense.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out RunAsk ask)
    {
        ask = default;
        if (payload.Length < FixedSize) return false;
        var bytes = payload.Span[InvocationId.Size..];
        var rest = payload[(InvocationId.Size + 12)..];
        if (!TryReadText(ref rest, out var container) || !TryReadText(ref rest, out var trace)) return false;
        ask = new(container, InvocationId.FromBytes(payload.Span), BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), trace, rest);
        return ask is { Attempt: > 0, TimeoutMs: > 0, LogsBytes: >= 0 };
    }

    private static Span<byte> Write(Span<byte> at, string text)
    {
        at[0] = checked((byte)Encoding.ASCII.GetBytes(text, at[1..]));
        return at[(1 + text.Length)..];
    }

    private static bool TryReadText(ref ReadOnlyMemory<byte> rest, out string text)
    {
        text = "";
        if (rest.Length == 0 || rest.Length < 1 + rest.Span[0]) return false;
        text = Encoding.ASCII.GetString(rest.Span.Slice(1, rest.Span[0]));
        rest = rest[(1 + text.Length)..];
        return true;
    }
}
