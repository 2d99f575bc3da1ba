using System.Buffers.Text;
using Google.Protobuf;

namespace Faas.Mesos.Protocol;

/// <summary>Frames messages as RecordIO.</summary>
public static class RecordWriter
{
    private const int MaxHeaderBytes = 11;

    /// <returns>The whole record, so that it can go out in one write and records of several writers never mingle.</returns>
    public static ReadOnlyMemory<byte> Frame(IMessage message, MessageEncoding encoding) => Frame(encoding.Encode(message));

    /// <inheritdoc cref="Frame(IMessage, MessageEncoding)"/>
    public static ReadOnlyMemory<byte> Frame(ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[MaxHeaderBytes];
        Utf8Formatter.TryFormat(payload.Length, header, out var digits);
        header[digits] = (byte)'\n';
        var record = new byte[digits + 1 + payload.Length];
        header[..(digits + 1)].CopyTo(record);
        payload.CopyTo(record.AsSpan(digits + 1));
        return record;
    }

    /// <summary>Writes one record in one write and flushes it.</summary>
    public static async Task WriteAsync(Stream stream, IMessage message, MessageEncoding encoding, CancellationToken ct)
    {
        await stream.WriteAsync(Frame(message, encoding), ct);
        await stream.FlushAsync(ct);
    }
}
