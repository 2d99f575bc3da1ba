using System.Buffers.Text;
using System.Text;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>
/// A waiting invocation as it stands in its queue: a head of fixed width, then the payload. Scripts read the head by position:
/// accepted at (16 digits, microseconds) · deadline (likewise, 0 for none) · <c>s</c> or <c>a</c> · id (16 bytes) · attempt (1 digit) ·
/// gateway that waits (16 characters, blank for none) · traceparent (55 characters).
/// </summary>
public readonly record struct QueueItem(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Length of a gateway's or a session's id.</summary>
    public const int PartyLength = 16;

    private const int TraceLength = 55;
    private const int ModeAt = 32, IdAt = 33, AttemptAt = 49, GatewayAt = 50, TraceAt = GatewayAt + PartyLength, PayloadAt = TraceAt + TraceLength;

    /// <summary>Length of the part the enqueue script puts in front.</summary>
    internal const int TimesLength = ModeAt;

    /// <summary>When it was accepted, in microseconds since 1970 by the store's clock.</summary>
    public long AcceptedMicros => Number(0);

    /// <summary>When its caller gives up, likewise; 0 when nobody does.</summary>
    public long DeadlineMicros => Number(16);

    /// <summary>Whether its caller waits, so that it is started at most once.</summary>
    public bool Sync => Bytes.Span[ModeAt] == 's';

    /// <summary>Its id.</summary>
    public InvocationId Id => InvocationId.FromBytes(Bytes.Span.Slice(IdAt, InvocationId.Size));

    /// <summary>Which try this is, from 1.</summary>
    public int Attempt => Bytes.Span[AttemptAt] - '0';

    /// <summary>The gateway that waits for the result, or <see langword="null"/>.</summary>
    public string? Gateway => Bytes.Span[GatewayAt] == ' ' ? null : Encoding.ASCII.GetString(Bytes.Span.Slice(GatewayAt, PartyLength));

    /// <summary>W3C <c>traceparent</c>.</summary>
    public string TraceParent => Encoding.ASCII.GetString(Bytes.Span.Slice(TraceAt, TraceLength));

    /// <summary>The invocation's own body: a JSON object.</summary>
    public ReadOnlyMemory<byte> Payload => Bytes[PayloadAt..];

    /// <summary>The id and attempt as bytes, as claims carry them.</summary>
    internal ReadOnlyMemory<byte> IdAndAttempt => Bytes.Slice(IdAt, InvocationId.Size + 1);

    /// <summary>The item for its next attempt.</summary>
    internal byte[] NextAttempt()
    {
        var next = Bytes.ToArray();
        next[AttemptAt]++;
        return next;
    }

    /// <summary>Builds an item without its two times.</summary>
    internal static byte[] Build(InvocationId id, bool sync, string? gateway, string traceParent, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[PayloadAt - TimesLength + payload.Length];
        var head = bytes.AsSpan();
        head[0] = (byte)(sync ? 's' : 'a');
        id.WriteTo(head[(IdAt - TimesLength)..]);
        head[AttemptAt - TimesLength] = (byte)'1';
        Encoding.ASCII.GetBytes((gateway ?? "").PadRight(PartyLength), head[(GatewayAt - TimesLength)..]);
        Encoding.ASCII.GetBytes(traceParent, head[(TraceAt - TimesLength)..]);
        payload.CopyTo(head[(PayloadAt - TimesLength)..]);
        return bytes;
    }

    private long Number(int at) => Utf8Parser.TryParse(Bytes.Span.Slice(at, 16), out long value, out _) ? value : 0;
}
