using Faas.Contracts;
using Faas.Invoker.Capacity;
using Faas.Mesos.Scheduler;
using Faas.Storage;
using Faas.Storage.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Faas.Invoker.Tests.Capacity;

/// <summary>What a real store is told of the executors of an invoker, and what is left of it when that invoker is killed.</summary>
public sealed class UsedExecutorsTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Session = "0123456789abcdef";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly UsedExecutor A = new(new("http://10.0.0.1:31000/"), "a"), B = new(new("http://10.0.0.2:31000/"), "b");

    private readonly FakeTimeProvider _time = new();
    private IHost _host = null!;
    private ConnectionMultiplexer _raw = null!;
    private SessionStore _store = null!;
    private UsedExecutors _used = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _host = Hosting.Build(server.Address, TimeProvider.System);
        _raw = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        await _raw.GetServers()[0].FlushAllDatabasesAsync();
        _store = _host.Services.GetRequiredService<SessionStore>();
        _used = new(_store, new LeaderSelf(Session, _ => Task.FromResult<Uri?>(null)), _time, NullLogger<UsedExecutors>.Instance);
        await _used.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null) return;
        await _used.StopAsync(default);
        _used.Dispose();
        await _raw.DisposeAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task Who_may_use_an_executor_has_told_the_store_of_it_and_of_all_others()
    {
        Assert.Null(await _store.ExecutorsOfAsync(Session, Ct));
        await UseAsync(A);
        Assert.Equal([A], await _store.ExecutorsOfAsync(Session, Ct));
        await UseAsync(B);
        Assert.Equal([A, B], await _store.ExecutorsOfAsync(Session, Ct));
    }

    [Fact]
    public async Task What_was_told_outlives_a_killed_invoker_and_is_forgotten_in_the_end()
    {
        await UseAsync(A);
        // Killed: it renews no more.
        await _used.StopAsync(Ct);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([A], await _store.ExecutorsOfAsync(Session, Ct));
        Assert.InRange(await LeftAsync(), TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));

        await _raw.GetDatabase().KeyExpireAsync(Key(), TimeSpan.Zero);
        Assert.Null(await _store.ExecutorsOfAsync(Session, Ct));
    }

    [Fact]
    public async Task While_an_invoker_lives_what_it_told_is_renewed()
    {
        await UseAsync(A);
        await _raw.GetDatabase().KeyExpireAsync(Key(), TimeSpan.FromMinutes(1));

        _time.Advance(TimeSpan.FromSeconds(20));

        await Eventually.HoldsAsync(async () => await LeftAsync() > TimeSpan.FromMinutes(29), "it is known for as long again");
    }

    [Fact]
    public async Task A_store_that_has_lost_it_is_told_anew()
    {
        await UseAsync(A);
        await _raw.GetServers()[0].FlushAllDatabasesAsync();

        _time.Advance(TimeSpan.FromSeconds(20));

        await Eventually.HoldsAsync(async () => await _store.ExecutorsOfAsync(Session, Ct) is [var told] && told == A, "it is told again");
    }

    [Fact]
    public async Task An_executor_without_slots_is_told_for_a_minute_more()
    {
        await UseAsync(A);
        await UseAsync(A);
        await UseAsync(B);
        _used.Leave(A.Address);
        _used.Leave(B.Address);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromSeconds(60); at += TimeSpan.FromSeconds(20)) await TurnAsync();
        Assert.Equal([A, B], await _store.ExecutorsOfAsync(Session, Ct));

        await TurnAsync();

        // One of two slots in A goes on.
        Assert.Equal([A], await _store.ExecutorsOfAsync(Session, Ct));
        await UseAsync(B);
        Assert.Equal([A, B], await _store.ExecutorsOfAsync(Session, Ct));
    }

    [Fact]
    public async Task Of_an_executor_and_the_one_that_came_in_its_place_both_are_told_for_a_minute()
    {
        var successor = A with { Life = "a2" };
        await UseAsync(A);
        await UseAsync(successor);
        for (var at = TimeSpan.Zero; at < TimeSpan.FromSeconds(60); at += TimeSpan.FromSeconds(20)) await TurnAsync();
        Assert.Equal([A, successor], await _store.ExecutorsOfAsync(Session, Ct));

        await TurnAsync();
        Assert.Equal([successor], await _store.ExecutorsOfAsync(Session, Ct));
    }

    [Fact]
    public async Task A_slot_alone_is_not_told_nothing_has_run_in_it()
    {
        _used.Enter(A.Address);
        await UseAsync(B);
        Assert.Equal([B], await _store.ExecutorsOfAsync(Session, Ct));
    }

    /// <summary>Takes a slot and makes a container in it.</summary>
    private async Task UseAsync(UsedExecutor executor)
    {
        _used.Enter(executor.Address);
        await _used.TellAsync(executor, Ct);
    }

    /// <summary>Lets it be told once more.</summary>
    private async Task TurnAsync()
    {
        await _raw.GetDatabase().KeyExpireAsync(Key(), TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(20));
        await Eventually.HoldsAsync(async () => await LeftAsync() > TimeSpan.FromMinutes(29), "it is told");
    }

    private async Task<TimeSpan> LeftAsync() => await _raw.GetDatabase().KeyTimeToLiveAsync(Key()) ?? TimeSpan.Zero;

    private static string Key() => $"faas:session:{Session}:executors";
}
