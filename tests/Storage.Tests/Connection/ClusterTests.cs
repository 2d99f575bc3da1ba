using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

/// <summary>The store is a Redis Cluster: a script touches one slot, so what is of several shards goes in calls of its own.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    // By default the port of its bus is 10,000 further, which may be none.
    private readonly RedisServer _server = new() { More = ["--cluster-enabled", "yes", "--cluster-port", $"{FreePort.Take()}"] };
    private IHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server.Missing is not null, _server.Missing ?? "");
        await _server.InitializeAsync();
        await using (var raw = await ConnectionMultiplexer.ConnectAsync($"{_server.Address},allowAdmin=true"))
        {
            await raw.GetServers()[0].ExecuteAsync("CLUSTER", ["ADDSLOTSRANGE", 0, 16_383]);
            await Eventually.HoldsAsync(async () => ((string)(await raw.GetServers()[0].ExecuteAsync("CLUSTER", ["INFO"]))!).Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster serves");
        }
        _host = Hosting.Build(_server.Address, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Of_many_functions_at_once_everything_is_accepted_claimed_and_ended()
    {
        var many = new ManyAtOnce(_host.Services);
        await many.DeployAsync();
        await many.AcceptAsync();
        await many.ClaimAndEndAsync();
    }
}
