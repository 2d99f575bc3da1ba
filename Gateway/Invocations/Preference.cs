using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Faas.Gateway.Invocations;

/// <summary>How long a caller wants to wait, from its <c>Prefer</c> headers (RFC 7240).</summary>
/// <param name="RespondAsync">Whether it takes 202 for an answer.</param>
/// <param name="Wait">How long it waits before; <see langword="null"/> when it did not say.</param>
internal readonly record struct Preference(bool RespondAsync, TimeSpan? Wait)
{
    /// <summary>Whether the answer must be the result, however long it takes.</summary>
    public bool ToTheEnd => !RespondAsync && Wait is null;

    /// <summary>What <c>Preference-Applied</c> says, or <see langword="null"/> when nothing was asked for.</summary>
    public string? Applied => (RespondAsync, Wait) switch
    {
        (false, null) => null,
        (true, null) => "respond-async",
        (false, { } wait) => string.Create(CultureInfo.InvariantCulture, $"wait={wait.TotalSeconds:0}"),
        (true, { } wait) => string.Create(CultureInfo.InvariantCulture, $"respond-async, wait={wait.TotalSeconds:0}"),
    };

    /// <summary>Reads the headers; what is unknown or malformed is ignored, and of two values the first counts, as the RFC wants.</summary>
    public static Preference Parse(StringValues headers)
    {
        var preference = default(Preference);
        foreach (var header in headers)
        {
            foreach (var range in header.AsSpan().Split(',')) preference = preference.With(header.AsSpan()[range]);
        }
        return preference;
    }

    private Preference With(ReadOnlySpan<char> text)
    {
        if (text.IndexOf(';') is var parameters and >= 0) text = text[..parameters];
        var equals = text.IndexOf('=');
        var name = (equals < 0 ? text : text[..equals]).Trim();
        if (name.Equals("respond-async", StringComparison.OrdinalIgnoreCase)) return this with { RespondAsync = true };
        return equals >= 0 && Wait is null && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(text[(equals + 1)..].Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? this with { Wait = TimeSpan.FromSeconds(seconds) }
            : this;
    }
}
