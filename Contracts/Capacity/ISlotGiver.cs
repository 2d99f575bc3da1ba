namespace Faas.Contracts;

/// <summary>Gives slots to invokers, each known by its session: the leader's own books, or the leader reached over HTTP.</summary>
public interface ISlotGiver
{
    /// <summary>Takes a running slot, empty or with a warm container of the revision that is wished; waits for one until <paramref name="ct"/> ends.</summary>
    /// <exception cref="NotLeadingException">Another leads by now, or nobody; ask again.</exception>
    /// <exception cref="SlotRefusedException">No slot can do what is wished; waiting would not help.</exception>
    Task<Slot> TakeAsync(SlotWish wish, string owner, CancellationToken ct);

    /// <summary>Gives slots back: nothing is in them. Slots that are not this owner's are ignored.</summary>
    /// <exception cref="NotLeadingException">Another leads by now, or nobody; it will find out by itself.</exception>
    Task ReturnAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct);

    /// <summary>
    /// Says what the owner holds, and answers within a second or two, at once when there is something to say. What it does not
    /// name for a while counts as given back: an answer to <see cref="TakeAsync"/> may be lost.
    /// </summary>
    /// <exception cref="NotLeadingException">Another leads by now, or nobody; say it there.</exception>
    Task<SlotNews> HoldAsync(string owner, IReadOnlyList<string> slots, CancellationToken ct);
}

/// <summary>What the giver tells an owner.</summary>
/// <param name="Lost">Which of the slots it named are not, or no longer, its own.</param>
/// <param name="Short">Whether somebody waits for whom there is nothing left: who has an idle container may let it go.</param>
public sealed record SlotNews(IReadOnlyList<SlotLoss> Lost, bool Short);

/// <summary>No such slot can be had; the message says why, to whoever wants to run something in it.</summary>
public sealed class SlotRefusedException(string message) : Exception(message);

/// <summary>Who was asked for a slot does not lead the framework.</summary>
public sealed class NotLeadingException(string message, Exception? inner = null) : Exception(message, inner);
