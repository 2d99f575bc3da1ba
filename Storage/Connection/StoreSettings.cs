using StackExchange.Redis;

namespace Faas.Storage.Connection;

/// <summary>How a store is set up, as far as it tells.</summary>
/// <param name="MaxMemoryPolicy">What it does when its memory is full.</param>
/// <param name="AppendOnly">Whether it keeps an append-only file; <see langword="null"/> when it does not say.</param>
/// <param name="AppendFsync">When it writes that to disk; <see langword="null"/> when it does not say.</param>
/// <param name="Waits">Whether it can wait for its replicas.</param>
/// <param name="Replicas">How many it has.</param>
internal sealed record StoreSettings(string? MaxMemoryPolicy, bool? AppendOnly, string? AppendFsync, bool Waits, int Replicas)
{
    public static async Task<StoreSettings> ReadAsync(IServer server)
    {
        var aof = await TellAsync(server, "persistence", "aof_enabled");
        return new(
            await TellAsync(server, "memory", "maxmemory_policy"), aof is null ? null : aof != "0", await FsyncAsync(server),
            await WaitsAsync(server), int.TryParse(await TellAsync(server, "replication", "connected_slaves"), out var replicas) ? replicas : 0);
    }

    /// <remarks>INFO where it will do, for CONFIG GET is forbidden in many a hosted Redis.</remarks>
    private static async Task<string?> TellAsync(IServer server, string section, string name) =>
        (await server.InfoAsync(section)).SelectMany(entries => entries).FirstOrDefault(entry => entry.Key == name).Value;

    private static async Task<string?> FsyncAsync(IServer server)
    {
        try
        {
            return (await server.ConfigGetAsync("appendfsync")).Select(entry => entry.Value).FirstOrDefault();
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    private static async Task<bool> WaitsAsync(IServer server)
    {
        try
        {
            await server.ExecuteAsync("WAIT", 0, 1);
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    }
}
