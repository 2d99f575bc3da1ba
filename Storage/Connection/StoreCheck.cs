using Faas.Storage.Connection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>
/// Looks at how Redis is set up before this process relies on it: one that evicts keys or does not keep what <see cref="StorageOptions.Durability"/> promises
/// is refused, one without an append-only file is warned of.
/// A store that does not answer yet is looked at when it does, as is every one that takes its place.
/// </summary>
internal sealed partial class StoreCheck(RedisStore redis, IOptions<StorageOptions> options, ILogger<StoreCheck> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await redis.OnReconnectAsync(() => _ = LookAgainAsync());
        try
        {
            if (await LookAsync() is { } refusal) throw new InvalidOperationException(refusal);
        }
        catch (Exception e) when (e is StoreUnavailableException or RedisServerException)
        {
            LogCannotTell(e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Why a store that says this of itself must not be used, or <see langword="null"/>. Garnet, which evicts nothing, names no policy.</summary>
    internal static string? Refuse(StoreSettings store, Durability durability) => (store, durability) switch
    {
        ({ MaxMemoryPolicy: { Length: > 0 } policy and not "noeviction" }, _) =>
            $"Redis evicts keys when its memory is full (maxmemory-policy {policy}): invocations would be lost. Set 'maxmemory-policy noeviction'.",
        ({ AppendOnly: false }, Durability.Fsync) => "Storage:Durability is Fsync, and Redis keeps no append-only file. Set 'appendonly yes' and 'appendfsync always'.",
        ({ AppendFsync: { Length: > 0 } fsync and not "always" }, Durability.Fsync) => $"Storage:Durability is Fsync, and Redis has appendfsync {fsync}. Set 'appendfsync always', or the durability to Everysec.",
        ({ Waits: false }, Durability.Replicated) => "Storage:Durability is Replicated, and the store does not know WAIT. Use Redis, or another durability.",
        _ => null,
    };

    private async Task LookAgainAsync()
    {
        try
        {
            if (await LookAsync() is { } refusal) LogRefused(refusal);
        }
        catch (Exception e) when (e is StoreUnavailableException or RedisServerException)
        {
            LogCannotTell(e.Message);
        }
    }

    private Task<string?> LookAsync() => redis.RunAsync(async db =>
    {
        await db.PingAsync();
        foreach (var server in db.Multiplexer.GetServers().Where(server => server.IsConnected && !server.IsReplica))
        {
            var store = await StoreSettings.ReadAsync(server);
            if (Refuse(store, options.Value.Durability) is { } refusal) return refusal;
            if (store is { AppendOnly: false }) LogNoAppendOnlyFile(server.EndPoint);
            if (store.AppendFsync is null && options.Value.Durability == Durability.Fsync) LogCannotTell("CONFIG GET appendfsync tells nothing; Storage:Durability Fsync wants 'always'");
            if (store.Replicas == 0 && options.Value.Durability == Durability.Replicated) LogNoReplica(server.EndPoint);
        }
        return null;
    });

    [LoggerMessage(LogLevel.Warning, "How the store is set up cannot be told ({Reason}); make sure of 'maxmemory-policy noeviction' and 'appendonly yes'.")]
    private partial void LogCannotTell(string reason);

    [LoggerMessage(LogLevel.Critical, "{Refusal}")]
    private partial void LogRefused(string refusal);

    [LoggerMessage(LogLevel.Warning, "Redis at {Server} keeps no append-only file: when it ends, every invocation it had accepted is lost. Set 'appendonly yes'.")]
    private partial void LogNoAppendOnlyFile(System.Net.EndPoint server);

    [LoggerMessage(LogLevel.Warning, "Redis at {Server} has no replica: with Storage:Durability Replicated no asynchronous invocation is accepted until it has one.")]
    private partial void LogNoReplica(System.Net.EndPoint server);
}
