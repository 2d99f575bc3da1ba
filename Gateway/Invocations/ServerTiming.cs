using System.Globalization;
using Faas.Contracts;

namespace Faas.Gateway.Invocations;

/// <summary>The <c>Server-Timing</c> header of an invocation, in milliseconds to the microsecond.</summary>
internal static class ServerTiming
{
    /// <summary>Where the time of one that ended went, and what it waited for.</summary>
    public static string Of(InvocationTimings timings, StartKind? start)
    {
        var (queue, begin, init, run) = (timings.QueueMicros, timings.StartMicros, timings.InitMicros, timings.RunMicros);
        var desc = start is { } kind ? $";desc={KebabCase<StartKind>.Name(kind)}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"queue;dur={queue / 1000}.{queue % 1000:D3}, start;dur={begin / 1000}.{begin % 1000:D3}{desc}, init;dur={init / 1000}.{init % 1000:D3}, run;dur={run / 1000}.{run % 1000:D3}");
    }

    /// <summary>How long one whose end is not known has been under way.</summary>
    public static string Of(TimeSpan waited) => Of(new((long)waited.TotalMicroseconds, 0, 0, 0), null);
}
