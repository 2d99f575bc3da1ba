namespace Faas.Mesos.Scheduler;

/// <summary>Where a slot is in its life.</summary>
internal enum SlotState
{
    /// <summary>Of an earlier life; Mesos has not yet said whether it runs.</summary>
    Remembered,

    /// <summary>Its launch is under way.</summary>
    Starting,

    /// <summary>It runs, and nobody has it, but a container may be in it.</summary>
    Checking,

    /// <summary>It runs, and nothing is in it.</summary>
    Empty,

    /// <summary>It runs, and what a dead invoker left in it is kept for whoever runs that function next.</summary>
    Orphaned,

    /// <summary>Somebody has it.</summary>
    Taken,

    /// <summary>It has been told to end, and will be told again until it has.</summary>
    Ending,

    /// <summary>Its agent is out of the master's sight; it may come back.</summary>
    Unreachable,

    /// <summary>Its task has ended.</summary>
    Ended,
}

/// <summary>What happens to a slot.</summary>
internal enum SlotEvent
{
    /// <summary>Mesos says that it runs.</summary>
    Running,

    /// <summary>Nothing is left in it.</summary>
    Cleaned,

    /// <summary>What is in it is worth keeping, and nobody's.</summary>
    Kept,

    /// <summary>A living invoker turns out to have it.</summary>
    Held,

    /// <summary>Its owner is dead, or knows nothing of it; or it was kept for too long.</summary>
    Abandoned,

    /// <summary>It was given to a taker.</summary>
    Taken,

    /// <summary>The taker gave it back.</summary>
    Returned,

    /// <summary>It is to end.</summary>
    EndDue,

    /// <summary>Mesos has lost sight of its agent.</summary>
    Unreachable,

    /// <summary>Its task ended, or never was.</summary>
    Ended,
}
