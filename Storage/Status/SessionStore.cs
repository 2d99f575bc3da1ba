using System.Text.Json;
using Faas.Contracts;
using Faas.Storage.Connection;

namespace Faas.Storage;

/// <summary>The sessions of living invokers. A session not renewed within its lifetime is over, and with it all its claims.</summary>
public sealed class SessionStore(RedisStore redis)
{
    /// <summary>Starts or renews a session, and tells its status.</summary>
    public async Task RenewAsync(InvokerStatus status, TimeSpan lifetime, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => Task.WhenAll(
            // A store whose memory is full refuses the status, but not this: nobody's session ends of that.
            db.KeyExpireAsync(Keys.Session(status.Session), lifetime),
            db.StringSetAsync(Keys.Session(status.Session), JsonSerializer.SerializeToUtf8Bytes(status, ContractsJson.Default.InvokerStatus), lifetime),
            db.SetAddAsync(Keys.Sessions, status.Session)));
    }

    /// <summary>Tells which executors a session uses.</summary>
    /// <param name="lifetime">For how long that is known.</param>
    public async Task TellExecutorsAsync(string session, IReadOnlyCollection<UsedExecutor> executors, TimeSpan lifetime, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => db.StringSetAsync(Keys.SessionExecutors(session), string.Join('\n', executors.Select(executor => $"{executor.Address} {executor.Life}")), lifetime));
    }

    /// <summary>The executors that a session uses or, if it is over, used; <see langword="null"/> where that is not known.</summary>
    public async Task<IReadOnlyList<UsedExecutor>?> ExecutorsOfAsync(string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var told = (string?)await redis.RunAsync(db => db.StringGetAsync(Keys.SessionExecutors(session)));
        return told is null ? null : [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

        // Invokers of before the lives told an address alone.
        static UsedExecutor Read(string line) => line.Split(' ') is [var address, var life] ? new(new Uri(address), life) : new(new Uri(line), "");
    }

    /// <summary>Whether a session goes on.</summary>
    public async Task<bool> IsAliveAsync(string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await redis.RunAsync(db => db.KeyExistsAsync(Keys.Session(session)));
    }

    /// <summary>Ends a session now.</summary>
    public async Task EndAsync(string session, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await redis.RunAsync(db => Task.WhenAll(
            db.SetRemoveAsync(Keys.Sessions, session),
            db.KeyDeleteAsync(Keys.Session(session))));
    }

    /// <summary>The living invokers; sessions that are over are forgotten on the way.</summary>
    public async Task<IReadOnlyList<InvokerStatus>> ListAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var sessions = await redis.RunAsync(db => db.SetMembersAsync(Keys.Sessions));
        var statuses = await redis.RunAsync(db => Task.WhenAll(sessions.Select(session => db.StringGetAsync(Keys.Session(session!)))));
        var over = sessions.Zip(statuses).Where(pair => pair.Second.IsNull).Select(pair => pair.First).ToArray();
        if (over.Length > 0) await redis.RunAsync(db => db.SetRemoveAsync(Keys.Sessions, over));
        return [.. statuses.Where(status => !status.IsNull).Select(status => JsonSerializer.Deserialize((byte[])status!, ContractsJson.Default.InvokerStatus)!)];
    }
}
