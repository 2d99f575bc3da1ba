using System.Diagnostics;

namespace Faas.Gateway.Invocations;

/// <summary>The trace an invocation belongs to, as W3C <c>traceparent</c>: 55 characters of version 00.</summary>
internal static class TraceParent
{
    private const int Length = 55, TraceIdAt = 3, TraceIdLength = 32;

    /// <summary>The current span when somebody listens, the caller's when it sent one, a new one otherwise.</summary>
    public static string Of(HttpRequest request)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { Length: Length } current }) return current;
        var sent = request.Headers.TraceParent;
        if (sent.Count == 1 && sent[0] is { Length: Length } text && IsValid(text)) return text;
        return $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00";
    }

    /// <summary>The trace's id alone.</summary>
    public static string? TraceId(string? traceParent) =>
        traceParent is { Length: Length } ? traceParent.Substring(TraceIdAt, TraceIdLength) : null;

    /// <summary>Whether it is well-formed, of this version, and its ids are not zero.</summary>
    public static bool IsValid(string text) => text.StartsWith("00-", StringComparison.Ordinal) && ActivityContext.TryParse(text, null, out _);
}
