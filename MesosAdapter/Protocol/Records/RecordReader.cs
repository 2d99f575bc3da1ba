using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Faas.Mesos.Protocol;

/// <summary>
/// Reads RecordIO, the framing of all v1 event streams: the length in decimal ASCII, a line feed, so many bytes, again and again.
/// Records do not align with HTTP chunks.
/// </summary>
public static class RecordReader
{
    /// <summary>The largest record taken when the caller sets no limit: 64 MiB.</summary>
    public const int DefaultMaxRecordBytes = 64 * 1024 * 1024;

    private const int MaxLengthDigits = 10;
    private const byte LineFeed = (byte)'\n';

    /// <summary>Reads messages until the stream ends. The reader is left to the caller to complete.</summary>
    /// <exception cref="RecordException">The stream is no RecordIO, a record is too long, or the stream ends within one.</exception>
    /// <exception cref="InvalidDataException">A record is no message of this kind.</exception>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(
        PipeReader reader,
        MessageEncoding encoding,
        int maxRecordBytes = DefaultMaxRecordBytes,
        [EnumeratorCancellation] CancellationToken ct = default)
        where T : IMessage<T>, new()
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var rest = read.Buffer;
            while (TryTake(ref rest, maxRecordBytes, out var record))
            {
                yield return encoding.Decode<T>(record);
            }
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty)
                {
                    throw new RecordException($"The stream ended within a record, {rest.Length} bytes after its start.");
                }
                yield break;
            }
        }
    }

    internal static bool TryTake(ref ReadOnlySequence<byte> rest, int maxRecordBytes, out ReadOnlySequence<byte> record)
    {
        record = default;
        if (!TryReadLength(rest, out var length, out var headerBytes))
        {
            return false;
        }
        if (length > maxRecordBytes)
        {
            throw new RecordException($"A record of {length} bytes is longer than the {maxRecordBytes} allowed.");
        }
        if (rest.Length < headerBytes + length)
        {
            return false;
        }
        record = rest.Slice(headerBytes, length);
        rest = rest.Slice(headerBytes + length);
        return true;
    }

    private static bool TryReadLength(in ReadOnlySequence<byte> rest, out long length, out int headerBytes)
    {
        length = 0;
        headerBytes = 0;
        foreach (var segment in rest)
        {
            foreach (var character in segment.Span)
            {
                headerBytes++;
                if (character == LineFeed && headerBytes > 1)
                {
                    return true;
                }
                if (!char.IsAsciiDigit((char)character) || headerBytes > MaxLengthDigits)
                {
                    throw new RecordException($"Expected the length of a record, found byte 0x{character:x2} after {headerBytes - 1} digits.");
                }
                length = (length * 10) + (character - '0');
            }
        }
        return false;
    }
}
