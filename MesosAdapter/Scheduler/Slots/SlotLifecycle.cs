using static Faas.Mesos.Scheduler.SlotState;

namespace Faas.Mesos.Scheduler;

/// <summary>Every move a slot can make.</summary>
internal static class SlotLifecycle
{
    /// <exception cref="InvalidOperationException">The move does not exist: a bug in the caller.</exception>
    public static SlotState Next(SlotState state, SlotEvent happened) => (state, happened) switch
    {
        (Starting, SlotEvent.Running) => Empty,
        (Remembered or Unreachable, SlotEvent.Running) => Checking,
        // Mesos repeats updates until they are acknowledged, and at every reconciliation.
        (Checking or Empty or Orphaned or Taken or Ending, SlotEvent.Running) => state,
        (Checking, SlotEvent.Cleaned) => Empty,
        (Checking, SlotEvent.Kept) => Orphaned,
        (Remembered or Checking or Orphaned, SlotEvent.Held) => Taken,
        (Empty or Orphaned, SlotEvent.Taken) => Taken,
        (Taken, SlotEvent.Returned) => Empty,
        (Taken or Orphaned, SlotEvent.Abandoned) => Checking,
        (Starting or Checking or Empty, SlotEvent.EndDue) => Ending,
        // What has been told to end ends, in sight or not.
        (Ending, SlotEvent.Unreachable) => Ending,
        (not Ended, SlotEvent.Unreachable) => Unreachable,
        (not Ended, SlotEvent.Ended) => Ended,
        _ => throw new InvalidOperationException($"{happened} cannot happen to a slot that is {state}."),
    };
}
