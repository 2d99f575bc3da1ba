using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faas.Storage.Tests;

/// <summary>Whoever wants to hear of something need not know that this takes a connection of its own.</summary>
public sealed class SubscribingTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private SlowSubscriptions _relay = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _relay = new(server);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
    }

    [Fact]
    public async Task One_who_subscribes_before_the_connection_for_it_is_up_hears_once_it_is()
    {
        using var host = Hosting.Build(_relay.Address, TimeProvider.System);
        var shards = host.Services.GetRequiredService<ShardStore>();
        await shards.ListAsync(Ct);
        var heard = new TaskCompletionSource();

        var subscribing = shards.OnChangeAsync(() => heard.TrySetResult());
        Assert.False(subscribing.IsCompleted);
        _relay.Hurry();
        await subscribing.WaitAsync(Eventually.Limit, Ct);

        await DeployAsync(host);
        await heard.Task.WaitAsync(Eventually.Limit, Ct);
    }

    [Fact]
    public async Task It_is_waited_for_no_longer_than_for_an_answer()
    {
        using var host = Hosting.Build(_relay.Address, TimeProvider.System, ("Storage:CommandTimeout", "00:00:00.200"));
        var shards = host.Services.GetRequiredService<ShardStore>();
        await Eventually.HoldsAsync(async () => await AnswersAsync(shards));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => shards.OnChangeAsync(() => { }).WaitAsync(Eventually.Limit, Ct));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_not_waited_for()
    {
        // Longer than anybody here waits.
        using var host = Hosting.Build("127.0.0.1:1", TimeProvider.System, ("Storage:CommandTimeout", "00:01:00"));
        var shards = host.Services.GetRequiredService<ShardStore>();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => shards.OnChangeAsync(() => { }).WaitAsync(Eventually.Limit, Ct));
    }

    private static async Task<bool> AnswersAsync(ShardStore shards)
    {
        try
        {
            await shards.ListAsync(Ct);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task DeployAsync(IHost host) => await host.Services.GetRequiredService<FunctionStore>().SaveAsync(new()
    {
        Namespace = "guest",
        Name = FunctionName.Parse("f", null),
        Kind = "nodejs:20",
        Code = new(new('a', 64), 3, false),
        Revision = "r1",
        UpdatedAt = default,
    }, new SaveCondition.Any(), Ct);
}
