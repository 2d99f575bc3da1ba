using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Pool;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Arbitration;

/// <summary>Divides capacity among functions when there is not enough: knows who waits for a slot, and asks the policy.</summary>
internal sealed class Arbiter(IOptions<PoolOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<FunctionId, int> _waiting = new();

    /// <summary>Notes that a function waits for a slot, until the answer is disposed.</summary>
    public IDisposable Waits(FunctionId function)
    {
        _waiting.AddOrUpdate(function, 1, (_, count) => count + 1);
        return new Wait(this, function);
    }

    /// <summary>Whether a container may claim once more for its function.</summary>
    /// <param name="since">When it began its row of runs, on our clock.</param>
    public bool MayContinue(FunctionId function, long since) =>
        _waiting.IsEmpty || ArbiterPolicy.MayContinue(_waiting.Keys.Any(other => other != function), time.GetElapsedTime(since), options.Value.Quantum);

    private void Ended(FunctionId function)
    {
        if (_waiting.AddOrUpdate(function, 0, (_, count) => count - 1) == 0) _waiting.TryRemove(new(function, 0));
    }

    private sealed class Wait(Arbiter arbiter, FunctionId function) : IDisposable
    {
        public void Dispose() => arbiter.Ended(function);
    }
}
