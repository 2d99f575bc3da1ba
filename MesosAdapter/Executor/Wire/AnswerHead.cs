using System.Buffers.Text;
using System.Text;

namespace Faas.Mesos.Executor.Wire;

/// <summary>The head of an HTTP/1.1 answer, as far as it says how the body is framed.</summary>
/// <param name="Size">Bytes of the head, the empty line included.</param>
/// <param name="Length">Bytes of the body; <see langword="null"/> when it is chunked or ends with the connection.</param>
/// <param name="Run">The number of the run it answers; 0 when it bears none.</param>
internal readonly record struct AnswerHead(int Size, int Status, long? Length, bool Chunked, bool Closes, long Run)
{
    /// <returns><see langword="null"/> while the head is incomplete.</returns>
    /// <exception cref="InvalidDataException">This is no HTTP.</exception>
    public static AnswerHead? Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        if (end < 12 || !bytes.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(bytes.Slice(9, 3), out int status, out _))
            throw new InvalidDataException("The container did not answer in HTTP/1.1.");
        var head = new AnswerHead(end + 4, status, status == 204 ? 0 : null, false, bytes[7] == (byte)'0', 0);
        var lines = bytes[..end];
        for (var next = lines.IndexOf("\r\n"u8); next >= 0;)
        {
            lines = lines[(next + 2)..];
            next = lines.IndexOf("\r\n"u8);
            head = head.With(next < 0 ? lines : lines[..next]);
        }
        return head;
    }

    private AnswerHead With(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0) return this;
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8))
            return this with { Length = Utf8Parser.TryParse(value, out long length, out _) ? length : throw new InvalidDataException("The container's Content-Length is no number.") };
        if (Ascii.EqualsIgnoreCase(line[..colon], "x-run"u8)) return this with { Run = Utf8Parser.TryParse(value, out long run, out _) ? run : -1 };
        if (Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8)) return this with { Chunked = Ascii.EqualsIgnoreCase(value, "chunked"u8) };
        if (Ascii.EqualsIgnoreCase(line[..colon], "connection"u8)) return this with { Closes = Ascii.EqualsIgnoreCase(value, "close"u8) };
        return this;
    }
}
