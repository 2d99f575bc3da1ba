using System.Buffers.Text;
using System.Text;

namespace Faas.Gateway.Api;

/// <summary>Where a listing goes on; opaque to callers.</summary>
internal static class Cursor
{
    public static string Write(string after) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(after));

    /// <returns><see langword="null"/> when nobody wrote this.</returns>
    public static string? Read(string cursor)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
