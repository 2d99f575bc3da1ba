using System.Buffers;

namespace Faas.Gateway.Http;

/// <summary>A request's body in memory of the pool; whoever disposes it gives the memory back.</summary>
internal readonly struct Body(byte[] array, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => array.AsMemory(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(array);
}

/// <summary>Reads whole bodies up to a limit.</summary>
internal static class BodyReader
{
    private const int FirstRoom = 4 << 10;

    /// <summary>The body, or <see langword="null"/> when it is over the limit. What is announced as too long is not read at all.</summary>
    public static async ValueTask<Body?> ReadAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        if (request.ContentLength > limit) return null;
        var reader = request.BodyReader;
        // One byte of room more than announced, so that the last read has somewhere to see the end from.
        var array = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? FirstRoom) + 1);
        var length = 0;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var more = read.Buffer;
            if (length + more.Length > limit)
            {
                reader.AdvanceTo(more.End);
                ArrayPool<byte>.Shared.Return(array);
                return null;
            }
            if (length + more.Length > array.Length) array = Grow(array, length, (int)more.Length);
            more.CopyTo(array.AsSpan(length));
            length += (int)more.Length;
            reader.AdvanceTo(more.End);
            if (read.IsCompleted) return new(array, length);
        }
    }

    private static byte[] Grow(byte[] array, int length, int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(array.Length * 2, length + more));
        array.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        return larger;
    }
}
