using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Invoker.Dispatch;

/// <summary>The claims this process works on, so that a claim whose answer was lost on its way can be told from one that runs.</summary>
internal sealed class InFlight
{
    private readonly ConcurrentDictionary<(InvocationId Id, int Attempt), bool> _claims = new();

    public int Count => _claims.Count;

    public void Add(InvocationId id, int attempt) => _claims[(id, attempt)] = true;

    public void Remove(InvocationId id, int attempt) => _claims.TryRemove((id, attempt), out _);

    public bool Contains(InvocationId id, int attempt) => _claims.ContainsKey((id, attempt));
}
