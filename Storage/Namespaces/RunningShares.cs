using System.Globalization;
using System.Text;
using Faas.Storage.Connection;
using Faas.Storage.Scripts;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>How the invokers share what a namespace may run at a time. A share lives until its session says that it wants none, or somebody that it is over.</summary>
public sealed class RunningShares(RedisStore redis)
{
    /// <summary>Tells how many invocations of a namespace a session runs and how many it wants to run, and gives it its share. Saying it again does no harm.</summary>
    /// <param name="limit">How many may run at a time, wherever.</param>
    /// <param name="wanted">Those it runs included; 0 gives the share back.</param>
    /// <param name="turn">How long a session keeps, at least, what does not divide evenly.</param>
    /// <returns>How many it may run. When that is less than it wants, it is told to look again as soon as others give something back.</returns>
    public async Task<int> TakeAsync(string ns, string session, int limit, int runs, int wanted, TimeSpan turn, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return (int)await redis.RunAsync(Script.ShareRunning, [Keys.NamespaceShares(ns)],
            [session, limit, runs, wanted, (long)turn.TotalMicroseconds, Keys.SharePrefix, ns]);
    }

    /// <summary>Who holds how much of a namespace's limit.</summary>
    public async Task<IReadOnlyList<RunningShare>> ListAsync(string ns, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return [.. (await redis.RunAsync(db => db.HashGetAllAsync(Keys.NamespaceShares(ns)))).Select(Read)];
    }

    /// <summary>Takes the shares of sessions away that are over.</summary>
    public Task DropAsync(string ns, IEnumerable<string> sessions, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return redis.RunAsync(db => db.HashDeleteAsync(Keys.NamespaceShares(ns), [.. sessions.Select(session => (RedisValue)session)]));
    }

    /// <summary>Tells a session of which namespaces it is to say anew what it runs and wants. A hint; it may be lost.</summary>
    public Task OnLookAsync(string session, Action<string> look) => redis.SubscribeAsync(Keys.Share(session), message => look(Encoding.UTF8.GetString(message)));

    private static RunningShare Read(HashEntry entry)
    {
        var parts = ((string)entry.Value!).Split(' ');
        return new(entry.Name!, int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>What a session holds of a namespace's limit.</summary>
/// <param name="Session">Whose it is.</param>
/// <param name="Held">How many it may run, or still runs.</param>
/// <param name="Wanted">How many it would.</param>
public sealed record RunningShare(string Session, int Held, int Wanted);
