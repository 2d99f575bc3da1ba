using System.Globalization;
using System.Text;
using Faas.Contracts;

namespace Faas.Storage;

/// <summary>An invocation that this session alone may finish.</summary>
/// <param name="Function">Whose it is.</param>
/// <param name="Item">What waited.</param>
/// <param name="Session">Who claimed it.</param>
/// <param name="ClaimedMicros">When, in microseconds since 1970 by the store's clock; 0 for one made before claims carried it.</param>
/// <param name="Revision">The function's revision at that moment; <see langword="null"/> when it is deleted.</param>
public sealed record Claim(FunctionId Function, QueueItem Item, string Session, long ClaimedMicros, string? Revision)
{
    /// <summary>Whether its caller had given up when it was claimed.</summary>
    public bool Expired => Item.DeadlineMicros > 0 && Item.DeadlineMicros < ClaimedMicros;

    /// <summary>
    /// Id, attempt, moment and session: the claim's name in the store, and what fences its completion. The moment tells it from a later claim of the
    /// same attempt by the same session, which a release that is said twice would undo.
    /// </summary>
    internal byte[] Key => [.. Item.IdAndAttempt.Span, .. Encoding.ASCII.GetBytes(Moment + Session)];

    private string Moment => ClaimedMicros == 0 ? "" : ClaimedMicros.ToString("D16", CultureInfo.InvariantCulture);
}

/// <summary>What came of asking for work.</summary>
/// <param name="Claim">The oldest waiting invocation, or <see langword="null"/>.</param>
/// <param name="Waiting">How many wait behind it.</param>
/// <param name="LeaseLost">The shard is not ours any more; nothing was claimed.</param>
/// <param name="Unasked">Nothing is known: a claim was not asked for, or others in the same call had taken so much that the store was not to be kept longer.</param>
public readonly record struct ClaimOutcome(Claim? Claim, long Waiting, bool LeaseLost, bool Unasked = false);

/// <summary>What came of ending an attempt.</summary>
/// <param name="Won">Whether this was the first final word; otherwise nothing was written.</param>
/// <param name="Next">The next work, where it was asked for.</param>
public readonly record struct FinishOutcome(bool Won, ClaimOutcome Next);
