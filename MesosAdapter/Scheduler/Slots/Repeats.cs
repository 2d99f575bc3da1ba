namespace Faas.Mesos.Scheduler;

/// <summary>How long to wait before something is said about a slot once more: twice as long each time.</summary>
internal static class Repeats
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    public static TimeSpan Next(SlotEntry slot)
    {
        var wait = First * (1 << Math.Min(slot.Tries++, 10));
        return wait < Last ? wait : Last;
    }
}
