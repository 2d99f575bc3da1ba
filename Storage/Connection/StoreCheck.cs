using Faas.Storage.Connection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Faas.Storage;

/// <summary>
/// Looks at how Redis is set up before this process relies on it: one that evicts keys is refused, one without an append-only file is warned of.
/// A store that does not answer yet is looked at when it does, as is every one that takes its place.
/// </summary>
internal sealed partial class StoreCheck(RedisStore redis, ILogger<StoreCheck> logger) : IHostedService
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

    /// <summary>Why a store with this eviction policy must not be used, or <see langword="null"/>. Garnet, which evicts nothing, names none.</summary>
    internal static string? Refuse(string? maxMemoryPolicy) => maxMemoryPolicy is null or "" or "noeviction"
        ? null
        : $"Redis evicts keys when its memory is full (maxmemory-policy {maxMemoryPolicy}): invocations would be lost. Set 'maxmemory-policy noeviction'.";

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
            // INFO, for CONFIG GET is forbidden in many a hosted Redis.
            if (Refuse(await TellAsync(server, "memory", "maxmemory_policy")) is { } refusal) return refusal;
            if (await TellAsync(server, "persistence", "aof_enabled") is "0") LogNoAppendOnlyFile(server.EndPoint);
        }
        return null;
    });

    private static async Task<string?> TellAsync(IServer server, string section, string name) =>
        (await server.InfoAsync(section)).SelectMany(entries => entries).FirstOrDefault(entry => entry.Key == name).Value;

    [LoggerMessage(LogLevel.Warning, "How the store is set up cannot be told ({Reason}); make sure of 'maxmemory-policy noeviction' and 'appendonly yes'.")]
    private partial void LogCannotTell(string reason);

    [LoggerMessage(LogLevel.Critical, "{Refusal}")]
    private partial void LogRefused(string refusal);

    [LoggerMessage(LogLevel.Warning, "Redis at {Server} keeps no append-only file: when it ends, every invocation it had accepted is lost. Set 'appendonly yes'.")]
    private partial void LogNoAppendOnlyFile(System.Net.EndPoint server);
}
