using System.Globalization;
using Faas.Contracts;

namespace Faas.Gateway.Invocations;

/// <summary>Where the time went, for browsers and people: milliseconds with microseconds behind the point.</summary>
internal static class ServerTiming
{
    public static string Format(InvocationTimings timings, StartKind? start)
    {
        var desc = start is { } kind ? $";desc={KebabCase<StartKind>.Name(kind)}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"queue;dur={timings.QueueMicros / 1e3}, start;dur={timings.StartMicros / 1e3}{desc}, init;dur={timings.InitMicros / 1e3}, run;dur={timings.RunMicros / 1e3}");
    }
}
