using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Arbitration;

namespace Faas.Invoker.Dispatch;

/// <summary>The runs that invokers which are over have left in functions of ours, while nobody knows that they have ended: they count for limits as ours do.</summary>
internal sealed class LeftRuns(NamespaceShares shares)
{
    private readonly ConcurrentDictionary<FunctionId, int> _runs = new();

    public int Of(FunctionId function) => _runs.IsEmpty ? 0 : _runs.GetValueOrDefault(function);

    /// <summary>Counts one until the answer is disposed.</summary>
    public IDisposable Note(FunctionId function)
    {
        _runs.AddOrUpdate(function, 1, (_, count) => count + 1);
        var share = shares.Join(function.Namespace, static () => { });
        share.TakeAnyway();
        return new Counted(this, function, share);
    }

    private sealed class Counted(LeftRuns runs, FunctionId function, ShareUser share) : IDisposable
    {
        public void Dispose()
        {
            if (runs._runs.AddOrUpdate(function, 0, (_, count) => count - 1) == 0) runs._runs.TryRemove(new(function, 0));
            share.Release();
            share.Dispose();
        }
    }
}
