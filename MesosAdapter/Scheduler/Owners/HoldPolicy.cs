namespace Faas.Mesos.Scheduler;

/// <summary>What follows when an owner names the slots it holds.</summary>
internal static class HoldPolicy
{
    /// <summary>An answer that gave a slot away may still be on its way for so long.</summary>
    public static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(10);

    /// <param name="slot">A slot it names.</param>
    /// <param name="owner">Who names it.</param>
    public static HoldVerdict Judge(SlotEntry? slot, SlotOwner owner) => slot switch
    {
        { State: SlotState.Taken } when slot.Owner == owner => HoldVerdict.Held,
        // It was taken to be dead, and is not.
        { State: SlotState.Orphaned, Orphan: { } orphan } when orphan.Owner == owner.Session => HoldVerdict.Claimed,
        // Left by an earlier leader, or about to be looked into: who says that it is in use knows best.
        { State: SlotState.Remembered or SlotState.Checking } => HoldVerdict.Claimed,
        _ => HoldVerdict.Lost,
    };

    /// <returns>What the owner has by our books and does not name, nor can be on its way to it.</returns>
    public static IReadOnlyList<SlotEntry> Abandoned(SlotOwner owner, IReadOnlyCollection<string> named, DateTimeOffset now)
    {
        var set = named.ToHashSet();
        return owner.Slots.Where(slot => !set.Contains(slot.Slot.Id) && slot.Since + AnswerGrace <= now).ToList();
    }
}

/// <summary>What a named slot is.</summary>
internal enum HoldVerdict
{
    /// <summary>Its owner's, as we knew.</summary>
    Held,

    /// <summary>Its owner's, as we learn now.</summary>
    Claimed,

    /// <summary>Not, or no longer, its owner's.</summary>
    Lost,
}
