using Faas.Storage;

namespace Faas.Invoker.Runs;

/// <summary>Listens for invocations that are taken back while they run. A word that is lost costs the rest of a run: its claim is gone either way.</summary>
internal sealed class EndsFromOutside(WorkQueue queue, RunsUnderWay runs, InvokerIdentity identity)
{
    public Task ListenAsync() => queue.OnAbandonAsync(identity.Session, runs.Abandon);

    /// <summary>Notes a run that another session claimed, which is over: who takes it back tells that session, so it is listened for there.</summary>
    /// <returns><see langword="null"/> when its claim stands no more: what was taken back before we listened, its executor gives up by itself.</returns>
    public async Task<AnothersRun?> FollowAsync(Claim claim)
    {
        var listening = await queue.OnAbandonAsync(claim.Session, runs.Abandon);
        var run = new AnothersRun(runs.Begin(claim.Item.Id), listening);
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

    internal sealed class AnothersRun(RunsUnderWay.Run run, IAsyncDisposable listening) : IAsyncDisposable
    {
        public CancellationToken Token => run.Token;

        public ValueTask DisposeAsync()
        {
            run.Dispose();
            return listening.DisposeAsync();
        }
    }
}
