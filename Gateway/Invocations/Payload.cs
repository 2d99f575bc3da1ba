using System.Buffers;
using System.Text.Json;
using Faas.Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Faas.Gateway.Invocations;

/// <summary>The body of an invocation: one JSON object.</summary>
internal static class Payload
{
    /// <summary>Largest payload, in bytes.</summary>
    public const int MaxSize = 1 << 20;

    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>Reads it, whatever its Content-Type says: curl says a form.</summary>
    /// <returns>The bytes as they came (<c>{}</c> for none), or what is wrong with them.</returns>
    public static async ValueTask<(byte[] Bytes, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxSize) return ([], ProblemTypes.TooLarge("A payload is at most 1 MiB."));
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true) return ([], ProblemTypes.UnsupportedMediaType());
        var bytes = request.ContentLength is { } length ? await ReadExactlyAsync(request.Body, (int)length, ct) : await ReadAllAsync(request.Body, ct);
        if (bytes is null) return ([], ProblemTypes.TooLarge("A payload is at most 1 MiB."));
        if (bytes.Length == 0) return (Empty, null);
        return Mistake(bytes) is { } mistake ? ([], ProblemTypes.BadRequest(mistake)) : (bytes, null);
    }

    /// <returns>Why these bytes are not one JSON object, or <see langword="null"/> when they are.</returns>
    internal static string? Mistake(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "The body must be a JSON object.";
            while (reader.Read())
            {
                // Reading is checking: what is malformed or follows the object throws.
            }
            return null;
        }
        catch (JsonException e)
        {
            return $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).";
        }
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream body, int length, CancellationToken ct)
    {
        var bytes = new byte[length];
        await body.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    /// <returns><see langword="null"/> when there is too much.</returns>
    private static async Task<byte[]?> ReadAllAsync(Stream body, CancellationToken ct)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (buffer.WrittenCount <= MaxSize)
        {
            var read = await body.ReadAsync(buffer.GetMemory(4_096), ct);
            if (read == 0) return buffer.WrittenSpan.ToArray();
            buffer.Advance(read);
        }
        return null;
    }
}
