using System.Buffers.Text;
using System.Text;

namespace Faas.Gateway.Functions;

/// <summary>Where a list goes on, opaque to callers.</summary>
internal static class Cursor
{
    public static string Write(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    /// <summary>The name, or <see langword="null"/> when no list gave out this cursor.</summary>
    public static string? Read(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length > 0 ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
