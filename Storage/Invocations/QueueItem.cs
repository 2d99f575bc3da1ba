using System.Buffers.Text;
using System.Text;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>
/// A waiting invocation as it stands in its queue: a head of fixed width, then the payload. Scripts read the head by position:
/// accepted at (16 digits, microseconds) · deadline (likewise, 0 for none) · <c>S</c> or <c>A</c> · id (16 bytes) · attempt (a byte, '0' and up) ·
/// gateway that waits (16 characters, blank for none) · traceparent (55 characters) · failures and losses so far (a byte each) ·
/// priority (<c>h</c>, <c>n</c>, <c>l</c>) · <c>k</c> when its result is kept under an idempotency key.
/// The form before had a small <c>s</c> or <c>a</c>, and its payload right after the traceparent.
/// </summary>
public readonly record struct QueueItem(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Length of a gateway's or a session's id.</summary>
    public const int PartyLength = 16;

    private const int TraceLength = 55;
    private const int ModeAt = 32, IdAt = 33, AttemptAt = 49, GatewayAt = 50, TraceAt = GatewayAt + PartyLength, FailuresAt = TraceAt + TraceLength;
    private const int LossesAt = FailuresAt + 1, PriorityAt = LossesAt + 1, KeyedAt = PriorityAt + 1, PayloadAt = KeyedAt + 1;

    /// <summary>Length of the part the enqueue script puts in front.</summary>
    internal const int TimesLength = ModeAt;

    /// <summary>When it was accepted, in microseconds since 1970 by the store's clock.</summary>
    public long AcceptedMicros => Number(0);

    /// <summary>When its caller gives up, likewise; 0 when nobody does.</summary>
    public long DeadlineMicros => Number(16);

    /// <summary>Whether its caller waits, so that it is started at most once.</summary>
    public bool Sync => Bytes.Span[ModeAt] is (byte)'S' or (byte)'s';

    /// <summary>Its id.</summary>
    public InvocationId Id => InvocationId.FromBytes(Bytes.Span.Slice(IdAt, InvocationId.Size));

    /// <summary>Which try this is, from 1. No two runs of an invocation have the same.</summary>
    public int Attempt => Bytes.Span[AttemptAt] - '0';

    /// <summary>The gateway that waits for the result, or <see langword="null"/>.</summary>
    public string? Gateway => Bytes.Span[GatewayAt] == ' ' ? null : Encoding.ASCII.GetString(Bytes.Span.Slice(GatewayAt, PartyLength));

    /// <summary>W3C <c>traceparent</c>.</summary>
    public string TraceParent => Encoding.ASCII.GetString(Bytes.Span.Slice(TraceAt, TraceLength));

    /// <summary>How many attempts before this one the function failed.</summary>
    public int Failures => IsOld ? 0 : Bytes.Span[FailuresAt] - '0';

    /// <summary>How many attempts before this one the platform lost.</summary>
    public int Losses => IsOld ? Attempt - 1 : Bytes.Span[LossesAt] - '0';

    /// <summary>Which of its function's invocations it goes before.</summary>
    public Priority Priority => IsOld ? Priority.Normal : PriorityLetter.Read((char)Bytes.Span[PriorityAt]);

    /// <summary>Whether an idempotency key may ask for its end for as long as records are kept.</summary>
    public bool Keyed => !IsOld && Bytes.Span[KeyedAt] == 'k';

    /// <summary>The invocation's own body: a JSON object.</summary>
    public ReadOnlyMemory<byte> Payload => Bytes[(IsOld ? FailuresAt : PayloadAt)..];

    /// <summary>The id and attempt as bytes, as claims carry them.</summary>
    internal ReadOnlyMemory<byte> IdAndAttempt => Bytes.Slice(IdAt, InvocationId.Size + 1);

    private bool IsOld => Bytes.Span[ModeAt] is (byte)'s' or (byte)'a';

    /// <summary>The item for the attempt after one that the function failed.</summary>
    public QueueItem AfterFailure() => Next(Failures + 1, Losses);

    /// <summary>The item for the attempt after one that the platform lost.</summary>
    public QueueItem AfterLoss() => Next(Failures, Losses + 1);

    /// <summary>Builds an item without its two times.</summary>
    internal static byte[] Build(Enqueue invocation)
    {
        var bytes = new byte[PayloadAt - TimesLength + invocation.Payload.Length];
        var head = bytes.AsSpan();
        head[0] = (byte)(invocation.Sync ? 'S' : 'A');
        invocation.Id.WriteTo(head[(IdAt - TimesLength)..]);
        head[AttemptAt - TimesLength] = (byte)'1';
        Encoding.ASCII.GetBytes((invocation.Gateway ?? "").PadRight(PartyLength), head[(GatewayAt - TimesLength)..]);
        Encoding.ASCII.GetBytes(invocation.TraceParent, head[(TraceAt - TimesLength)..]);
        head[FailuresAt - TimesLength] = head[LossesAt - TimesLength] = (byte)'0';
        head[PriorityAt - TimesLength] = (byte)PriorityLetter.Of(invocation.Priority);
        head[KeyedAt - TimesLength] = (byte)(invocation.Key is null ? '-' : 'k');
        invocation.Payload.Span.CopyTo(head[(PayloadAt - TimesLength)..]);
        return bytes;
    }

    private QueueItem Next(int failures, int losses)
    {
        var next = new byte[PayloadAt + Payload.Length];
        Bytes.Span[..FailuresAt].CopyTo(next);
        next[ModeAt] = (byte)(Sync ? 'S' : 'A');
        next[AttemptAt]++;
        next[FailuresAt] = (byte)('0' + failures);
        next[LossesAt] = (byte)('0' + losses);
        next[PriorityAt] = (byte)PriorityLetter.Of(Priority);
        next[KeyedAt] = (byte)(Keyed ? 'k' : '-');
        Payload.Span.CopyTo(next.AsSpan(PayloadAt));
        return new(next);
    }

    private long Number(int at) => Utf8Parser.TryParse(Bytes.Span.Slice(at, 16), out long value, out _) ? value : 0;
}
