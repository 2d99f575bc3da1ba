using System.Globalization;

namespace Faas.Gateway.Invocations;

/// <summary>How long a caller wants to wait (RFC 7240). The two that matter here, out of a list that may hold others.</summary>
/// <param name="RespondAsync">Answer 202 at once, or after <paramref name="Wait"/>.</param>
/// <param name="Wait">How long to wait for the result before answering 202.</param>
internal readonly record struct Preference(bool RespondAsync, TimeSpan? Wait)
{
    /// <summary>Whether the caller stays to the end, whatever it is.</summary>
    public bool IsSync => !RespondAsync && Wait is null;

    /// <summary>For <c>Preference-Applied</c>.</summary>
    public string? Applied => (RespondAsync, Wait) switch
    {
        (_, { } wait) => $"wait={(int)wait.TotalSeconds}",
        (true, null) => "respond-async",
        _ => null,
    };

    /// <summary>Reads the header; what is not understood is ignored, as the RFC asks.</summary>
    public static Preference Parse(string header, TimeSpan maxWait)
    {
        if (header.Length == 0) return default;
        var (async, wait) = (false, default(TimeSpan?));
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var token = part.Split(';')[0].Trim();
            if (token.Equals("respond-async", StringComparison.OrdinalIgnoreCase)) async = true;
            else if (token.StartsWith("wait=", StringComparison.OrdinalIgnoreCase) && int.TryParse(token.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                wait = TimeSpan.FromSeconds(Math.Min(seconds, maxWait.TotalSeconds));
        }
        return new(async, wait);
    }
}
