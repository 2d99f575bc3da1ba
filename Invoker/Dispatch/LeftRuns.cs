using System.Collections.Concurrent;
using Faas.Contracts;

namespace Faas.Invoker.Dispatch;

/// <summary>The runs that invokers which are over have left in functions of ours, while nobody knows that they have ended: they count for their function's limit as ours do.</summary>
internal sealed class LeftRuns
{
    private readonly ConcurrentDictionary<FunctionId, int> _runs = new();

    public int Of(FunctionId function) => _runs.IsEmpty ? 0 : _runs.GetValueOrDefault(function);

    /// <summary>Counts one until the answer is disposed.</summary>
    public IDisposable Note(FunctionId function)
    {
        _runs.AddOrUpdate(function, 1, (_, count) => count + 1);
        return new Counted(this, function);
    }

    private sealed class Counted(LeftRuns runs, FunctionId function) : IDisposable
    {
        public void Dispose()
        {
            if (runs._runs.AddOrUpdate(function, 0, (_, count) => count - 1) == 0) runs._runs.TryRemove(new(function, 0));
        }
    }
}
