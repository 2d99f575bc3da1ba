using System.Buffers.Binary;
using System.Text;

namespace Faas.Contracts;

/// <summary>How a run ended, before anybody judges what was answered.</summary>
/// <param name="End">How the call ended.</param>
/// <param name="Status">HTTP status of the container's answer; 0 when there was none.</param>
/// <param name="Micros">How long the run took, in microseconds.</param>
/// <param name="Detail">What is known beyond <paramref name="End"/>: exit code, signal.</param>
/// <param name="Body">The container's answer, byte for byte.</param>
/// <param name="Logs">Its log lines, UTF-8.</param>
public readonly record struct RunAnswer(ContainerEnd End, int Status, long Micros, string? Detail, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Logs)
{
    private const int FixedSize = 1 + 4 + 8 + 4 + 4;

    /// <summary>As the payload of a frame: end, status, micros, length of the detail, length of the logs, then detail, body and logs.</summary>
    public byte[] ToPayload()
    {
        var detail = Detail is null ? 0 : Encoding.UTF8.GetByteCount(Detail);
        var payload = new byte[FixedSize + detail + Body.Length + Logs.Length];
        var at = payload.AsSpan();
        at[0] = (byte)End;
        BinaryPrimitives.WriteInt32LittleEndian(at[1..], Status);
        BinaryPrimitives.WriteInt64LittleEndian(at[5..], Micros);
        BinaryPrimitives.WriteInt32LittleEndian(at[13..], detail);
        BinaryPrimitives.WriteInt32LittleEndian(at[17..], Logs.Length);
        at = at[FixedSize..];
        Encoding.UTF8.GetBytes(Detail, at);
        Body.Span.CopyTo(at[detail..]);
        Logs.Span.CopyTo(at[(detail + Body.Length)..]);
        return payload;
    }

    /// <summary>Reads what <see cref="ToPayload"/> wrote; <see cref="Body"/> and <see cref="Logs"/> are parts of it.</summary>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public static RunAnswer Read(ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span;
        if (bytes.Length < FixedSize) throw new InvalidDataException("An answer ends early.");
        var detail = BinaryPrimitives.ReadInt32LittleEndian(bytes[13..]);
        var logs = BinaryPrimitives.ReadInt32LittleEndian(bytes[17..]);
        if (detail < 0 || logs < 0 || bytes.Length < FixedSize + (long)detail + logs) throw new InvalidDataException("An answer ends early.");
        return new((ContainerEnd)bytes[0], BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[5..]),
            detail == 0 ? null : Encoding.UTF8.GetString(bytes.Slice(FixedSize, detail)), payload[(FixedSize + detail)..^logs], payload[^logs..]);
    }
}
