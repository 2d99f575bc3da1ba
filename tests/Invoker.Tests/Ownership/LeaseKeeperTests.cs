using Faas.Contracts;
using Faas.Invoker.Dispatch;
using Faas.Invoker.Ownership;
using Faas.Storage;
using Faas.Storage.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Faas.Invoker.Tests.Ownership;

/// <summary>Leases of a real store, renewed while nobody takes, hands over or sweeps: that stands still in all of these.</summary>
public sealed class LeaseKeeperTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Session = "0123456789abcdef";

    private static readonly InvokerOptions Options = new() { LeaseLifetime = TimeSpan.FromSeconds(30) };
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _time = new();
    private IHost _host = null!;
    private ConnectionMultiplexer _raw = null!;
    private ShardStore _store = null!;
    private OwnedShards _owned = null!;
    private LeaseKeeper _keeper = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _host = Hosting.Build(server.Address, TimeProvider.System);
        _raw = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        await _raw.GetServers()[0].FlushAllDatabasesAsync();
        _store = _host.Services.GetRequiredService<ShardStore>();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        _owned = new(_store, new DispatcherTable(null!), new DueSignal(), options, _time);
        _keeper = new(_store, _owned, options, _time, NullLogger<LeaseKeeper>.Instance);
        await _keeper.StartAsync(Ct);
    }

    [Fact]
    public async Task Every_lease_is_renewed_when_a_third_of_it_is_over_though_all_else_stands_still()
    {
        var shards = await OwnAsync(1, 2, 3);
        foreach (var shard in shards) await AgeAsync(shard);

        _time.Advance(Options.LeaseLifetime / 3);

        foreach (var shard in shards) await Eventually.HoldsAsync(() => IsRenewedAsync(shard), $"the lease of {shard.Shard} is renewed");
        foreach (var shard in shards) await Eventually.HoldsAsync(() => shard.LastRenewed == _time.GetTimestamp(), "that is noted");
    }

    [Fact]
    public async Task A_lease_that_is_lost_is_claimed_under_no_more_is_told_of_and_costs_no_other()
    {
        var (lost, kept) = (await OwnAsync(1, 2)) switch { var both => (both[0], both[1]) };
        await AgeAsync(kept);
        await _raw.GetDatabase().KeyDeleteAsync(KeyOf(lost));
        var told = new TaskCompletionSource();
        _owned.Lost += () => told.TrySetResult();

        _time.Advance(Options.LeaseLifetime / 3);

        await told.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Null(lost.Lease);
        await Eventually.HoldsAsync(() => IsRenewedAsync(kept), "the other lease is renewed");
        Assert.NotNull(kept.Lease);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_claimed_under_for_two_thirds_of_its_life_and_no_longer()
    {
        var shard = (await OwnAsync(1))[0];
        await _keeper.StopAsync(Ct);

        _time.Advance((Options.LeaseLifetime * 2 / 3) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(shard.Lease);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(shard.Lease);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null) return;
        await _keeper.StopAsync(CancellationToken.None);
        _keeper.Dispose();
        await _raw.DisposeAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task<OwnedShard[]> OwnAsync(params int[] shards)
    {
        var owned = new List<OwnedShard>();
        foreach (var value in shards) owned.Add(await _owned.AddAsync((await _store.TakeAsync(Shard.FromValue(value), Session, Options.LeaseLifetime, Ct))!, _time.GetTimestamp()));
        return [.. owned];
    }

    /// <summary>So that a renewal can be told from what was there before.</summary>
    private Task<bool> AgeAsync(OwnedShard shard) => _raw.GetDatabase().KeyExpireAsync(KeyOf(shard), TimeSpan.FromHours(1));

    private async Task<bool> IsRenewedAsync(OwnedShard shard) => await _raw.GetDatabase().KeyTimeToLiveAsync(KeyOf(shard)) <= Options.LeaseLifetime;

    private static string KeyOf(OwnedShard shard) => $"{{{shard.Shard}}}:lease";
}
