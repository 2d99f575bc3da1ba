using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Storage;

namespace Faas.Invoker.Runs;

/// <summary>The runs of this invoker, so that one whose invocation was ended from outside is abandoned.</summary>
internal sealed class RunsUnderWay(WorkQueue queue, InvokerIdentity identity)
{
    private readonly ConcurrentDictionary<InvocationId, CancellationTokenSource> _runs = new();

    /// <summary>Listens for invocations that were taken back. A word that is lost costs the rest of a run: its claim is gone either way.</summary>
    public Task ListenAsync() => queue.OnAbandonAsync(identity.Session, Abandon);

    /// <summary>Notes a run until the answer is disposed; its token ends when the run is to be abandoned.</summary>
    public Run Begin(InvocationId id)
    {
        var source = new CancellationTokenSource();
        _runs[id] = source;
        return new(this, id, source);
    }

    private void Abandon(InvocationId id)
    {
        if (_runs.TryGetValue(id, out var run)) run.Cancel();
    }

    internal readonly struct Run(RunsUnderWay runs, InvocationId id, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        /// <remarks>The source is not disposed: it has no timer, and a word may just be on its way to it.</remarks>
        public void Dispose() => runs._runs.TryRemove(new(id, source));
    }
}
