using System.Text;

namespace Faas.Gateway.Access;

/// <summary>An API key as it stands in an <c>Authorization</c> header.</summary>
internal readonly record struct Credentials(string Id, string Secret)
{
    /// <summary>Reads <c>Bearer id:secret</c> or <c>Basic base64(id:secret)</c>.</summary>
    public static Credentials? Parse(string header)
    {
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return null;
        var scheme = header.AsSpan(0, space);
        var value = header[(space + 1)..].Trim();
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return Split(value);
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && Decode(value) is { } decoded ? Split(decoded) : null;
    }

    private static Credentials? Split(string pair)
    {
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < pair.Length - 1 ? new(pair[..colon], pair[(colon + 1)..]) : null;
    }

    private static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
