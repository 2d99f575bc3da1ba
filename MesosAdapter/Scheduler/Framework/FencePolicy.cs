namespace Faas.Mesos.Scheduler;

/// <summary>
/// How long to wait before subscribing again when somebody else has subscribed with our id although the lease is ours: two who both
/// believe to lead would otherwise end each other's stream again and again.
/// </summary>
internal static class FencePolicy
{
    /// <summary>A stream that lived so long was no answer to ours.</summary>
    public static readonly TimeSpan Peace = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Last = TimeSpan.FromMinutes(5);

    public static bool IsFenced(string? complaint) => complaint?.Contains("failed over", StringComparison.OrdinalIgnoreCase) == true;

    /// <param name="times">How often it has happened in a row; the first time is most likely the end of an old stream of our own.</param>
    public static TimeSpan Wait(int times)
    {
        var wait = times <= 1 ? TimeSpan.Zero : First * Math.Pow(2, Math.Min(times - 2, 20));
        return wait < Last ? wait : Last;
    }
}
