using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>The claims this process works on, so that a claim whose answer was lost on its way can be told from one that runs.</summary>
internal sealed class InFlight
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(InvocationId Id, int Attempt), bool> _claims = new();

    /// <summary>Claims that were given up as unheard of, by id and moment: few, one for each message that was lost.</summary>
    private readonly HashSet<(InvocationId, long)> _givenUp = [];

    public int Count => _claims.Count;

    /// <summary>Of a claim that we asked for: its answer has a time within which it comes.</summary>
    public void Add(InvocationId id, int attempt) => _claims[(id, attempt)] = true;

    /// <summary>Of one that was made for us: the message may come at any time.</summary>
    /// <returns>Whether it is ours to work on; not when it was given up before we heard of it.</returns>
    public bool TryAdd(Claim claim)
    {
        lock (_lock)
        {
            if (_givenUp.Contains((claim.Item.Id, claim.ClaimedMicros))) return false;
            Add(claim.Item.Id, claim.Item.Attempt);
            return true;
        }
    }

    /// <summary>Gives up a claim that we have not heard of, so that it is not worked on when we do.</summary>
    /// <returns>Whether it may go to others.</returns>
    public bool TryGiveUp(Claim claim)
    {
        lock (_lock)
        {
            if (Contains(claim.Item.Id, claim.Item.Attempt)) return false;
            _givenUp.Add((claim.Item.Id, claim.ClaimedMicros));
            return true;
        }
    }

    public void Remove(InvocationId id, int attempt) => _claims.TryRemove((id, attempt), out _);

    public bool Contains(InvocationId id, int attempt) => _claims.ContainsKey((id, attempt));
}
