using System.Collections.Concurrent;
using Faas.Contracts;
using Faas.Invoker.Ownership;
using Faas.Storage;

namespace Faas.Invoker.Dispatch;

/// <summary>
/// Settles claims nobody works on: those of sessions that are over, and those of ours whose answer was lost on its way
/// (the store had claimed, we never heard). Looks only when there is a reason to.
/// </summary>
internal sealed partial class ClaimRecovery(
    WorkQueue queue, Neighbours neighbours, InFlight inFlight, Recalls recalls, Completion completion, Suspicion suspicion, TimeProvider time, ILogger<ClaimRecovery> logger)
{
    /// <summary>How long an answer can be on its way: a claim of ours that is unknown for longer was lost.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<(InvocationId, long), long> _unknownSince = new();

    public void Suspect() => suspicion.Raise();

    public bool IsSuspect => suspicion.IsRaised;

    /// <summary>Looks in shards of others for claims of ours that we never heard of: the shard may have left us while the answer was lost.</summary>
    public async Task RecoverMissedAsync(IEnumerable<Shard> shards, string session, CancellationToken ct)
    {
        foreach (var shard in shards)
        {
            foreach (var claim in (await queue.ListClaimsAsync(shard, ct)).Where(claim => claim.Session == session)) await RecoverOwnAsync(claim, ct);
        }
    }

    /// <summary>Looks through the claims of a shard we own.</summary>
    public async Task RecoverAsync(Shard shard, string session, CancellationToken ct)
    {
        var claims = await queue.ListClaimsAsync(shard, ct);
        foreach (var claim in claims.Where(claim => claim.Session == session)) await RecoverOwnAsync(claim, ct);
        var others = claims.Where(claim => claim.Session != session).ToList();
        if (others.Count == 0) return;
        // After the claims, never before: an invoker that has come and claimed in between is not over, it was not there yet.
        var living = (await neighbours.ListAsync(ct)).Select(invoker => invoker.Session).ToHashSet();
        foreach (var claim in others.Where(claim => !living.Contains(claim.Session))) recalls.Begin(claim);
    }

    private async Task RecoverOwnAsync(Claim claim, CancellationToken ct)
    {
        var key = (claim.Item.Id, claim.ClaimedMicros);
        if (inFlight.Contains(claim))
        {
            _unknownSince.TryRemove(key, out _);
            return;
        }
        if (time.GetElapsedTime(_unknownSince.GetOrAdd(key, _ => time.GetTimestamp())) < AnswerTime) return;
        _unknownSince.TryRemove(key, out _);
        if (!inFlight.TryGiveUp(claim)) return;
        LogUnheard(claim.Item.Id, claim.Item.Attempt);
        await completion.ReleaseAsync(claim, Return.NotStarted, ct);
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of invocation {InvocationId} was claimed by us and we never heard; it goes back")]
    private partial void LogUnheard(InvocationId invocationId, int attempt);
}
