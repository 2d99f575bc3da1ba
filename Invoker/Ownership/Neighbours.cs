using Faas.Contracts;
using Faas.Storage;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Ownership;

/// <summary>
/// The living invokers. While the store is away nobody can renew a session, so for a session's lifetime after it has come back those who lived before
/// still count: else everybody would hold everybody for dead, and give up runs that go on.
/// </summary>
internal sealed class Neighbours(SessionStore sessions, IOptions<InvokerOptions> options, TimeProvider time)
{
    private IReadOnlyList<InvokerStatus> _known = [];
    private long _away;

    public void StoreIsAway() => Volatile.Write(ref _away, time.GetTimestamp());

    public async Task<IReadOnlyList<InvokerStatus>> ListAsync(CancellationToken ct)
    {
        var listed = await sessions.ListAsync(ct);
        var away = Volatile.Read(ref _away);
        var allHadTime = away == 0 || time.GetElapsedTime(away) >= options.Value.SessionLifetime;
        return _known = allHadTime ? listed : Join(listed, _known);
    }

    /// <summary>Those listed, and those known before who are not; of one that is both, what it says now.</summary>
    internal static IReadOnlyList<InvokerStatus> Join(IReadOnlyList<InvokerStatus> listed, IReadOnlyList<InvokerStatus> known) =>
        [.. listed, .. known.ExceptBy(listed.Select(invoker => invoker.Session), invoker => invoker.Session)];
}
