using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

public sealed class StoreCheckTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("noeviction", false), InlineData("", false), InlineData(null, false), InlineData("allkeys-lru", true), InlineData("volatile-ttl", true)]
    public void A_store_that_evicts_is_refused(string? policy, bool refused) =>
        Assert.Equal(refused, StoreCheck.Refuse(new(policy, true, "everysec", true, 0), Durability.Everysec) is not null);

    [Theory]
    [InlineData(Durability.Fsync, true, "always", true, false), InlineData(Durability.Fsync, true, "everysec", true, true), InlineData(Durability.Fsync, false, "always", true, true)]
    [InlineData(Durability.Fsync, null, null, false, false), InlineData(Durability.Everysec, false, "no", false, false)]
    [InlineData(Durability.Replicated, false, "no", true, false), InlineData(Durability.Replicated, true, "always", false, true)]
    public void A_store_that_cannot_keep_the_promise_is_refused(Durability durability, bool? appendOnly, string? fsync, bool waits, bool refused) =>
        Assert.Equal(refused, StoreCheck.Refuse(new("noeviction", appendOnly, fsync, waits, 0), durability) is not null);

    [Fact]
    public async Task A_process_that_promises_fsync_does_not_start_on_a_redis_that_syncs_once_a_second()
    {
        await SetAsync("appendfsync", "everysec");
        using var host = Hosting.Build(server.Address, TimeProvider.System, ("Storage:Durability", "fsync"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Ct));

        Assert.Contains("appendfsync everysec", refusal.Message, StringComparison.Ordinal);
        await SetAsync("appendfsync", "always");
        using var other = Hosting.Build(server.Address, TimeProvider.System, ("Storage:Durability", "fsync"));
        await other.StartAsync(Ct);
        await other.StopAsync(Ct);
    }

    [Fact]
    public async Task A_process_does_not_start_on_a_redis_that_evicts()
    {
        await SetAsync("maxmemory-policy", "allkeys-lru");
        using var host = Hosting.Build(server.Address, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Ct));

        Assert.Contains("Set 'maxmemory-policy noeviction'", refusal.Message, StringComparison.Ordinal);
        await SetAsync("maxmemory-policy", "noeviction");
    }

    [Theory]
    [InlineData("no", true), InlineData("yes", false)]
    public async Task A_redis_without_an_append_only_file_is_warned_of(string appendOnly, bool warned)
    {
        await SetAsync("appendonly", appendOnly);
        using var host = Hosting.Build(server.Address, TimeProvider.System);

        await host.StartAsync(Ct);

        Assert.Equal(warned, host.Services.GetRequiredService<Lines>().Warnings.Any(line => line.Contains("append-only", StringComparison.Ordinal)));
        await host.StopAsync(Ct);
    }

    private async Task SetAsync(string name, string value)
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        await connection.GetServers()[0].ConfigSetAsync(name, value);
    }
}
