namespace Faas.Mesos.Scheduler;

/// <summary>An agent on which launches fail, and until when it is left alone.</summary>
internal readonly record struct AgentPenalty(int Failures, DateTimeOffset Until)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Last = TimeSpan.FromMinutes(1);

    public static TimeSpan For(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 20) - 1);
        return wait < Last ? wait : Last;
    }
}
