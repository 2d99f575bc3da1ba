using System.Globalization;
using Faas.Faults.Tests.Load;

namespace Faas.Faults.Tests.Failover;

/// <summary>The scene on a redis-server with a replica, watched by a Sentinel that the programs ask for the one to use; 202 means that the replica has it.</summary>
public sealed class ReplicatedScene : Scene
{
    private readonly int _sentinelPort = FreePort.Take();
    private RedisProcess? _replica;
    private ProgramProcess? _sentinel;

    protected override string Store => $"127.0.0.1:{_sentinelPort},serviceName=faas";

    protected override string StoreDurability => "replicated";

    /// <summary>Whether the replica is the one to use by now.</summary>
    public async Task<bool> HasFailedOverAsync() =>
        (await RedisProcess.TellAsync(_sentinelPort, "sentinel", "get-master-addr-by-name", "faas")).Contains(Text(_replica!.Port), StringComparison.Ordinal);

    /// <summary>The one that was killed comes back, and becomes the replica of the other.</summary>
    public async Task ComeBackAsync()
    {
        await StartRedisAsync();
        await Eventually.IsTrueAsync("the one that was killed has caught up as a replica", async () =>
            await RedisProcess.TellAsync(Redis.Port, "info", "replication") is var told && told.Contains("role:slave", StringComparison.Ordinal) && told.Contains("master_link_status:up", StringComparison.Ordinal),
            TimeSpan.FromSeconds(90));
    }

    protected override async Task StartStoreAsync()
    {
        await base.StartStoreAsync();
        _replica = new(Path.Combine(Folder, "replica"), "--replicaof", "127.0.0.1", Text(Redis.Port));
        await _replica.StartAsync();
        var file = Path.Combine(Folder, "sentinel.conf");
        await File.WriteAllTextAsync(file, $"""
            port {_sentinelPort}
            bind 127.0.0.1
            dir {Folder}
            sentinel monitor faas 127.0.0.1 {Redis.Port} 1
            sentinel down-after-milliseconds faas 1000
            sentinel failover-timeout faas 5000

            """);
        _sentinel = ProgramProcess.Start(Programs.Find("redis-server")!, [file, "--sentinel"], new Dictionary<string, string>());
        await Eventually.IsTrueAsync("the Sentinel knows the replica, which has caught up", async () =>
            (await RedisProcess.TellAsync(_sentinelPort, "sentinel", "replicas", "faas")).Contains(Text(_replica.Port), StringComparison.Ordinal)
            && (await RedisProcess.TellAsync(_replica.Port, "info", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
    }

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        if (_sentinel is not null) await _sentinel.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
