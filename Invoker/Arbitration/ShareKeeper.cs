using Faas.Invoker.Ownership;
using Faas.Invoker.Pool;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Arbitration;

/// <summary>Learns the limits of namespaces and asks the store for our shares of them: at once when one is too small, otherwise now and then.</summary>
internal sealed partial class ShareKeeper(
    NamespaceShares table, NamespaceStore namespaces, RunningShares shares, Neighbours neighbours, InvokerIdentity identity, IOptions<PoolOptions> pool, TimeProvider time,
    ILogger<ShareKeeper> logger) : BackgroundService
{
    /// <summary>How long a namespace is taken for unlimited: a limit that is set takes so long to arrive.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Between two turns at least.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<NamespaceShares.Entry, long> _looked = [];
    private long _swept;
    private bool _listening;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            // Our claims end with our session, and these with them.
            var held = table.All.Select(entry => entry.Share).Where(share => share.IsLimited);
            await Task.WhenAll(held.Select(share => shares.TakeAsync(share.Namespace, identity.Session, share.Limit, 0, 0, TimeSpan.Zero, cancellationToken)));
        }
        catch (StoreUnavailableException e)
        {
            LogLookFailed(e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                LogLookFailed(e.Message);
                neighbours.StoreIsAway();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookBroken(e);
            }
            var next = table.All.Select(DueIn).DefaultIfEmpty(Fresh).Min();
            await table.Signal.WaitAsync(next < Shortest ? Shortest : next, time, stoppingToken);
        }
    }

    private async Task TurnAsync(CancellationToken ct)
    {
        var all = table.All;
        if (!_listening && all.Count > 0)
        {
            await shares.OnLookAsync(identity.Session, table.Look);
            _listening = true;
        }
        foreach (var gone in _looked.Keys.Except(all).ToArray()) _looked.Remove(gone);
        var due = all.Where(entry => entry.TakeAsked() || DueIn(entry) <= TimeSpan.Zero).ToArray();
        var learn = due.Where(entry => !entry.Share.IsLimited || DueIn(entry) <= TimeSpan.Zero).ToHashSet();
        // Before anything can fail: what fails is tried again in its time.
        foreach (var entry in due) _looked[entry] = time.GetTimestamp();
        await Task.WhenAll(due.Select(entry => LookAsync(entry, learn.Contains(entry), ct)));
        if (time.GetElapsedTime(_swept) >= Second && all.Any(entry => entry.Share.IsShort)) await SweepAsync(all, ct);
    }

    private async Task LookAsync(NamespaceShares.Entry entry, bool learn, CancellationToken ct)
    {
        var share = entry.Share;
        if (learn) share.Learn((await namespaces.FindAsync(share.Namespace, ct)).Running);
        if (share.Say() is { } word) share.Told(await shares.TakeAsync(share.Namespace, identity.Session, word.Limit, word.Runs, word.Wanted, pool.Value.Quantum, ct), word.Wanted);
        table.ForgetUnused(entry);
    }

    /// <summary>Takes away the shares of sessions that are over. Shares are listed first and the living after, so that who has just come is never taken for over.</summary>
    private async Task SweepAsync(IReadOnlyList<NamespaceShares.Entry> all, CancellationToken ct)
    {
        _swept = time.GetTimestamp();
        var held = await Task.WhenAll(all.Where(entry => entry.Share.IsShort).Select(async entry => (Entry: entry, Sessions: (await shares.ListAsync(entry.Share.Namespace, ct)).Select(share => share.Session))));
        var living = (await neighbours.ListAsync(ct)).Select(invoker => invoker.Session).Append(identity.Session).ToHashSet();
        foreach (var (entry, sessions) in held)
        {
            var over = sessions.Where(session => !living.Contains(session)).ToArray();
            if (over.Length == 0) continue;
            LogSessionsOver(entry.Share.Namespace, over.Length);
            await shares.DropAsync(entry.Share.Namespace, over, ct);
            entry.Look();
        }
    }

    private TimeSpan DueIn(NamespaceShares.Entry entry) => _looked.TryGetValue(entry, out var looked) ? Period(entry.Share) - time.GetElapsedTime(looked) : TimeSpan.Zero;

    /// <summary>A share that is short is looked at every turn: hints may be lost, and whose turn it is changes with time.</summary>
    private TimeSpan Period(NamespaceShare share) => share switch
    {
        { Limit: 0 } => Second / 2,
        { IsLimited: false } => Fresh,
        { IsShort: true } => pool.Value.Quantum < Second ? pool.Value.Quantum : Second,
        _ => Second,
    };

    [LoggerMessage(LogLevel.Warning, "The shares of limited namespaces cannot be looked after: {Reason}")]
    private partial void LogLookFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Looking after the shares of limited namespaces failed; will try again")]
    private partial void LogLookBroken(Exception exception);

    [LoggerMessage(LogLevel.Information, "{Count} sessions held shares of namespace {Namespace} and are over")]
    private partial void LogSessionsOver(string @namespace, int count);
}
