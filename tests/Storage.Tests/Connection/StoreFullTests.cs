using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

/// <summary>Redis has reached its <c>maxmemory</c>: nothing new is taken, and what it has goes its way to the end.</summary>
public sealed class StoreFullTests : IAsyncLifetime
{
    private const string Session = "0123456789abcdef";

    private readonly RedisServer _server = new();
    private IHost _host = null!;
    private FunctionId _function;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server.Missing is not null, _server.Missing ?? "");
        await _server.InitializeAsync();
        _host = Hosting.Build(_server.Address, TimeProvider.System);
        var saved = await Get<FunctionStore>().SaveAsync(
            new()
            {
                Namespace = "guest",
                Name = FunctionName.Parse("f", null),
                Kind = "nodejs:20",
                Code = new(new('a', 64), 3, false),
                Revision = "r1",
                UpdatedAt = DateTimeOffset.UnixEpoch,
            },
            new SaveCondition.New(), Ct);
        _function = Assert.IsType<SaveOutcome.Saved>(saved).Definition.Id;
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_full_store_takes_nothing_new_and_finishes_what_it_has()
    {
        await EnqueueAsync();
        await EnqueueAsync();
        var lease = Assert.IsType<ShardLease>(await Get<ShardStore>().TakeAsync(_function.Shard, Session, TimeSpan.FromMinutes(1), Ct));
        await LimitMemoryAsync("1");

        await Assert.ThrowsAsync<StoreUnavailableException>(EnqueueAsync);
        var first = (await Get<WorkQueue>().ClaimAsync(_function, lease, Session, Ct)).Claim!;
        var (won, next) = await Get<WorkQueue>().FinishAsync(first, Ended(first), "{}"u8.ToArray(), lease, Ct);
        Assert.True(won);
        Assert.True(await Get<WorkQueue>().ReleaseAsync(next.Claim!, started: true, Ct));
        Assert.Empty(await Get<ShardStore>().RenewAsync([lease], TimeSpan.FromMinutes(1), Ct));
        Assert.Equal(Outcome.Success, (await Get<InvocationStore>().FindAsync(first.Item.Id, Ct))!.Outcome);

        await LimitMemoryAsync("0");
        Assert.Equal(2, (await Get<WorkQueue>().ClaimAsync(_function, lease, Session, Ct)).Claim!.Item.Attempt);
        await EnqueueAsync();
    }

    [Fact]
    public async Task A_full_store_tells_nobody_of_what_it_refuses()
    {
        var (work, handed) = (Get<WorkQueue>(), new System.Collections.Concurrent.ConcurrentQueue<Claim>());
        await work.OnHandAsync(Session, handed.Enqueue);
        await EnqueueAsync();
        var lease = Assert.IsType<ShardLease>(await Get<ShardStore>().TakeAsync(_function.Shard, Session, TimeSpan.FromMinutes(1), Ct));
        var claim = (await work.ClaimAsync(_function, lease, Session, Ct)).Claim!;
        await work.FinishAsync(claim, Ended(claim), "{}"u8.ToArray(), lease, Ct);
        await LimitMemoryAsync("1");

        await Assert.ThrowsAsync<StoreUnavailableException>(EnqueueAsync);

        Assert.Empty(await work.ListClaimsAsync(_function.Shard, Ct));
        await LimitMemoryAsync("0");
        await EnqueueAsync();
        await Eventually.HoldsAsync(() => !handed.IsEmpty, "what is accepted is told of");
        Assert.Single(handed);
    }

    [Fact]
    public async Task A_full_store_ends_no_session_that_is_renewed()
    {
        var status = new InvokerStatus { Session = Session, Address = new("http://127.0.0.1:1"), StartedAt = DateTimeOffset.UnixEpoch, Shards = [] };
        await Get<SessionStore>().RenewAsync(status, TimeSpan.FromSeconds(2), Ct);
        await LimitMemoryAsync("1");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Get<SessionStore>().RenewAsync(status, TimeSpan.FromMinutes(1), Ct));

        using var connection = await ConnectionMultiplexer.ConnectAsync(_server.Address);
        Assert.True(await connection.GetDatabase().KeyTimeToLiveAsync(Keys.Session(Session)) > TimeSpan.FromSeconds(30));
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task EnqueueAsync() => Assert.Equal(EnqueueOutcome.Accepted, (await Get<InvocationQueue>().EnqueueAsync(new()
    {
        Id = InvocationId.New(_function.Shard, DateTimeOffset.UnixEpoch),
        Function = _function,
        Payload = "{}"u8.ToArray(),
        Sync = false,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }, Ct)).Outcome);

    private async Task LimitMemoryAsync(string bytes)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{_server.Address},allowAdmin=true");
        await connection.GetServers()[0].ConfigSetAsync("maxmemory", bytes);
    }

    private static InvocationRecord Ended(Claim claim) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        State = InvocationState.Done,
        Outcome = Outcome.Success,
        Attempt = claim.Item.Attempt,
    };
}
