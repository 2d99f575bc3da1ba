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

    /// <summary>Notes a run that another session claimed, which is over: who takes it back tells that session, so it is listened for there.</summary>
    /// <returns><see langword="null"/> when its claim stands no more: what was taken back before we listened, its executor gives up by itself.</returns>
    public async Task<AnothersRun?> FollowAsync(Claim claim)
    {
        var listening = await queue.OnAbandonAsync(claim.Session, Abandon);
        var run = new AnothersRun(Begin(claim.Item.Id), listening);
        var stands = false;
        try
        {
            stands = await queue.StandsAsync(claim, CancellationToken.None);
        }
        finally
        {
            if (!stands) await run.DisposeAsync();
        }
        return stands ? run : null;
    }

    private void Abandon(InvocationId id)
    {
        if (_runs.TryGetValue(id, out var run)) run.Cancel();
    }

    internal sealed class AnothersRun(Run run, IAsyncDisposable listening) : IAsyncDisposable
    {
        public CancellationToken Token => run.Token;

        public ValueTask DisposeAsync()
        {
            run.Dispose();
            return listening.DisposeAsync();
        }
    }

    internal readonly struct Run(RunsUnderWay runs, InvocationId id, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        /// <remarks>The source is not disposed: it has no timer, and a word may just be on its way to it.</remarks>
        public void Dispose() => runs._runs.TryRemove(new(id, source));
    }
}
