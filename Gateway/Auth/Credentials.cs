using System.Text;

namespace Faas.Gateway.Auth;

/// <summary>An id and a secret, as <c>Authorization</c> carries them.</summary>
internal readonly record struct Credentials(string Id, string Secret)
{
    /// <summary>Reads <c>Bearer id:secret</c> and <c>Basic base64(id:secret)</c>.</summary>
    public static bool TryParse(string header, out Credentials credentials)
    {
        credentials = default;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return false;
        var text = header[(space + 1)..].Trim();
        if (header.AsSpan(0, space).Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, bytes, out var length)) return false;
            text = Encoding.UTF8.GetString(bytes, 0, length);
        }
        else if (!header.AsSpan(0, space).Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return false;
        credentials = new(text[..colon], text[(colon + 1)..]);
        return true;
    }
}
