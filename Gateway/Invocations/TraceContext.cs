using System.Diagnostics;
using System.Security.Cryptography;

namespace Faas.Gateway.Invocations;

/// <summary>The trace an invocation belongs to, as W3C <c>traceparent</c>: always 55 characters.</summary>
internal static class TraceContext
{
    private const int Length = 55;

    /// <summary>The caller's, this request's own when something listens, or a new one.</summary>
    public static string Of(HttpRequest request)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: Length } id }) return id;
        var given = request.Headers.TraceParent.ToString();
        if (given.Length == Length && ActivityContext.TryParse(given, null, out _)) return given;
        Span<byte> random = stackalloc byte[24];
        RandomNumberGenerator.Fill(random);
        return string.Create(Length, Convert.ToHexStringLower(random), static (text, hex) =>
        {
            "00-".CopyTo(text);
            hex.AsSpan(0, 32).CopyTo(text[3..]);
            text[35] = '-';
            hex.AsSpan(32, 16).CopyTo(text[36..]);
            "-01".CopyTo(text[52..]);
        });
    }

    /// <summary>The trace id in it.</summary>
    public static string TraceId(string traceParent) => traceParent.Substring(3, 32);
}
