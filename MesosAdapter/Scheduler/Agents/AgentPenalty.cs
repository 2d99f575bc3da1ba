namespace Faas.Mesos.Scheduler;

/// <summary>For how long an agent on which launches fail is left alone.</summary>
internal static class AgentPenalty
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Last = TimeSpan.FromMinutes(1);

    public static TimeSpan For(int failures)
    {
        var wait = First * Math.Pow(2, Math.Min(failures, 20) - 1);
        return wait < Last ? wait : Last;
    }
}
