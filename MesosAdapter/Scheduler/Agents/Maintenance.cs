using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Scheduler;

/// <summary>When an agent is about to leave.</summary>
internal static class Maintenance
{
    // Slots live minutes: what is launched later than this before the agent leaves would be taken away.
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(10);

    public static DateTimeOffset Start(Unavailability planned) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(planned.Start.Nanoseconds / TimeSpan.NanosecondsPerTick);

    public static bool IsNear(DateTimeOffset start, DateTimeOffset now) => start < DateTimeOffset.MaxValue && start - Notice < now;
}
