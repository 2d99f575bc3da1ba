using System.Buffers.Binary;

namespace Faas.Contracts;

/// <summary>What a frame of a run connection says.</summary>
public enum RunFrameKind : byte
{
    /// <summary>Invoker: make this run, or, when its attempt was started before, tell its answer to this connection. <see cref="RunAsk"/>.</summary>
    Run = 1,

    /// <summary>Invoker: nobody wants this run any more.</summary>
    Cancel = 2,

    /// <summary>Invoker: the answer has come; it need not be kept.</summary>
    Acknowledge = 3,

    /// <summary>Executor: how the run ended. <see cref="RunAnswer"/>.</summary>
    Answer = 4,

    /// <summary>Executor: the run was not started. A byte of <see cref="ExecutorFault"/>, then a text.</summary>
    Refusal = 5,

    /// <summary>
    /// Invoker: tell the answer of an attempt for which an invoker that is over may have asked; one that was not started never will be.
    /// <see cref="RunRecall"/>. Executors of before this existed say nothing.
    /// </summary>
    Recall = 6,

    /// <summary>
    /// Invoker: in which container does the attempt run that the recall of the same number is about? <see cref="RunRecall"/>; sent before it.
    /// Executors of before this existed say nothing.
    /// </summary>
    Where = 7,

    /// <summary>Executor: in this one; its id, ASCII. Before the answer, and only where it was asked for and is known.</summary>
    Here = 8,
}

/// <summary>One frame: a head of <see cref="HeadSize"/> bytes (length of the payload, number of the call, kind; little-endian), and a payload.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Call">Which of the connection's calls it is about; chosen by the invoker.</param>
/// <param name="Payload">Read from a buffer that lives until more is received.</param>
public readonly record struct RunFrame(RunFrameKind Kind, uint Call, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Where an executor takes run connections: <c>GET</c> with <c>Upgrade</c>.</summary>
    public const string Path = "/runs";

    /// <summary>The name of the protocol in <c>Upgrade</c>.</summary>
    public const string Protocol = "faas-runs";

    /// <summary>Bytes of a head.</summary>
    public const int HeadSize = 9;

    /// <summary>Bytes of a payload at most: body, or answer and logs, with what is around them.</summary>
    public const int LargestPayload = 16 << 20;

    internal static void WriteHead(Span<byte> head, RunFrameKind kind, uint call, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], call);
        head[8] = (byte)kind;
    }

    /// <returns>The length of the payload.</returns>
    /// <exception cref="InvalidDataException">It is longer than any may be.</exception>
    internal static int ReadHead(ReadOnlySpan<byte> head, out RunFrameKind kind, out uint call)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        (kind, call) = ((RunFrameKind)head[8], BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
        return length is >= 0 and <= LargestPayload ? length : throw new InvalidDataException($"A frame of {length} bytes.");
    }
}
