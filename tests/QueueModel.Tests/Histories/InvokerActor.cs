using Faas.Storage;

namespace Faas.QueueModel.Tests.Histories;

/// <summary>
/// An invoker reduced to what it asks of the store, for one shard. Its parts take turns with everybody else's at every <c>yield</c>: one that is not called
/// for a while is one that was paused between what it knew and what it did.
/// </summary>
internal sealed class InvokerActor(Stage stage, string session)
{
    /// <summary>Claims it knows of; one in the store that is not here is one whose answer was lost.</summary>
    private readonly HashSet<string> _known = [];

    /// <summary>Claims that it has put back because it did not know of them: word of them may still come.</summary>
    private readonly HashSet<string> _givenBack = [];

    private ShardLease? _lease;

    public string Session => session;

    public IEnumerable<IAsyncEnumerable<bool>> Parts() => [OwnAsync(), DueAsync(), LaneAsync(), LaneAsync()];

    /// <summary>One place of a container.</summary>
    private async IAsyncEnumerable<bool> LaneAsync()
    {
        Claim? claim = null;
        while (true)
        {
            yield return true;
            if (claim is null && stage.Handed(session) is { } handed)
            {
                if (!_givenBack.Contains(Key(handed))) claim = Known(handed);
                continue;
            }
            if (claim is null)
            {
                if (_lease is not { } lease || !await stage.IsReadyAsync()) continue;
                yield return true;
                claim = Known(await stage.ClaimAsync(session, lease));
                continue;
            }
            yield return true;
            if (stage.Fault(10))
            {
                // The executor would not take it.
                while (!await stage.ReleaseAsync(session, claim, started: false)) yield return true;
                claim = Forgotten(claim);
                continue;
            }
            stage.Start(claim);
            yield return true;
            if (stage.Fault(12))
            {
                // The container is lost with it.
                await foreach (var turn in SettleAsync(claim)) yield return turn;
                claim = Forgotten(claim);
                continue;
            }
            var fate = Fails(claim);
            var (heard, next) = await stage.EndAsync(session, claim, fate, _lease, asks: claim.Item.Sync || stage.Choose(2) == 0);
            Known(next);
            while (!heard)
            {
                yield return true;
                (heard, _) = await stage.EndAsync(session, claim, fate, null);
            }
            Forgotten(claim);
            claim = next;
        }
    }

    /// <summary>Most end well; of those nobody waits for some fail, and of these some for good.</summary>
    private Fate Fails(Claim claim)
    {
        if (claim.Item.Sync || !stage.Fault(3)) return Fate.End;
        return claim.Item.Attempt < Stage.MaxAttempts && stage.Choose(3) > 0 ? Fate.RetryIn(Stage.Long) : Fate.Bury;
    }

    private async IAsyncEnumerable<bool> DueAsync()
    {
        while (true)
        {
            yield return true;
            foreach (var id in await stage.DueAsync())
            {
                yield return true;
                await stage.PromoteAsync(session, id);
            }
        }
    }

    private async IAsyncEnumerable<bool> OwnAsync()
    {
        await stage.ListenAsync(session);
        await stage.RenewSessionAsync(session);
        while (true)
        {
            yield return true;
            await stage.RenewSessionAsync(session);
            yield return true;
            if (_lease is not { } lease) _lease = await stage.TakeLeaseAsync(session);
            else if (stage.Fault(8))
            {
                // Hand it over: what runs here goes on.
                _lease = null;
                yield return true;
                await stage.DropLeaseAsync(session, lease);
            }
            else if (await stage.RenewLeaseAsync(session, lease)) _lease = null;
            yield return true;
            await foreach (var turn in RecoverAsync()) yield return turn;
        }
    }

    private async IAsyncEnumerable<bool> RecoverAsync()
    {
        var claims = await stage.ClaimsAsync();
        yield return true;
        var living = await stage.LivingAsync();
        foreach (var claim in claims)
        {
            if (claim.Session == session && _known.Contains(Key(claim))) continue;
            if (claim.Session != session && (_lease is null || living.Contains(claim.Session))) continue;
            yield return true;
            if (claim.Session != session)
            {
                await foreach (var turn in SettleAsync(claim)) yield return turn;
            }
            else if (!_known.Contains(Key(claim)))
            {
                _givenBack.Add(Key(claim));
                while (!await stage.ReleaseAsync(session, claim, started: false)) yield return true;
            }
        }
    }

    /// <summary>It may have been started, and is lost.</summary>
    private async IAsyncEnumerable<bool> SettleAsync(Claim claim)
    {
        if (claim.Item.Sync || claim.Item.Attempt >= Stage.MaxAttempts)
        {
            while (!(await stage.EndAsync(session, claim, claim.Item.Sync ? Fate.End : Fate.Bury, null)).Heard) yield return true;
        }
        else
        {
            while (!await stage.ReleaseAsync(session, claim, started: true)) yield return true;
        }
    }

    private Claim? Known(Claim? claim)
    {
        if (claim is not null) _known.Add(Key(claim));
        return claim;
    }

    private Claim? Forgotten(Claim claim)
    {
        _known.Remove(Key(claim));
        return null;
    }

    private static string Key(Claim claim) => $"{claim.Item.Id}{claim.ClaimedMicros}";
}
