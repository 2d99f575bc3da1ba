using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// The claims this process works on, so that a claim whose answer was lost on its way can be told from one that runs. A claim is known by its moment: the same
/// attempt may be put back and claimed again before its putting back is told.
/// </summary>
internal sealed class InFlight
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(InvocationId Id, long Moment), bool> _claims = new();

    /// <summary>Claims that were given up as unheard of: few, one for each message that was lost.</summary>
    private readonly HashSet<(InvocationId Id, long Moment)> _givenUp = [];

    public int Count => _claims.Count;

    /// <summary>Of a claim that we asked for: its answer has a time within which it comes.</summary>
    public void Add(Claim claim) => _claims[KeyOf(claim)] = true;

    /// <summary>Of one that was made for us: the message may come at any time.</summary>
    /// <returns>Whether it is ours to begin with; not when it was given up before we heard of it, or is worked on.</returns>
    public bool TryAdd(Claim claim)
    {
        lock (_lock) return !_givenUp.Contains(KeyOf(claim)) && _claims.TryAdd(KeyOf(claim), true);
    }

    /// <summary>Gives up a claim that we have not heard of, so that it is not worked on when we do.</summary>
    /// <returns>Whether it may go to others.</returns>
    public bool TryGiveUp(Claim claim)
    {
        lock (_lock)
        {
            if (Contains(claim)) return false;
            _givenUp.Add(KeyOf(claim));
            return true;
        }
    }

    public void Remove(Claim claim) => _claims.TryRemove(KeyOf(claim), out _);

    public bool Contains(Claim claim) => _claims.ContainsKey(KeyOf(claim));

    private static (InvocationId Id, long Moment) KeyOf(Claim claim) => (claim.Item.Id, claim.ClaimedMicros);
}
