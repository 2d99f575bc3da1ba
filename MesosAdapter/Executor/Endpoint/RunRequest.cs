using System.Globalization;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Microsoft.Extensions.Primitives;

namespace Faas.Mesos.Executor.Endpoint;

/// <summary>The headers of a run, read.</summary>
internal readonly record struct RunRequest(string InvocationText, Guid Invocation, int Attempt, CallLimits Limits)
{
    /// <returns><see langword="null"/> when one of them is missing or wrong.</returns>
    public static RunRequest? Read(IHeaderDictionary headers)
    {
        if (headers[RunHeaders.Invocation] is not [{ } text] || !Guid.TryParseExact(text, "N", out var invocation)) return null;
        return Number(headers[RunHeaders.Attempt]) is { } attempt and > 0
            && Number(headers[RunHeaders.TimeoutMs]) is { } timeout and > 0
            && Number(headers[RunHeaders.LogsBytes]) is { } logs and >= 0
            ? new(text, invocation, attempt, new(TimeSpan.FromMilliseconds(timeout), logs))
            : null;
    }

    private static int? Number(StringValues header) =>
        header is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
