using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Faas.Storage.Tests;

/// <summary>Redis ends in the middle of things and comes back at the same place.</summary>
public sealed class StoreOutageTests : IAsyncLifetime
{
    private static readonly FunctionDefinition Function = new()
    {
        Namespace = "guest",
        Name = FunctionName.Parse("f", null),
        Kind = "nodejs:20",
        Code = new(new('a', 64), 3, false),
        Revision = "r1",
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Synced at every command: with "everysec" a busy disk may put off the last write, and the kill then loses it.</summary>
    private readonly RedisServer _server = new() { More = ["--appendfsync", "always"] };
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private IHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server.Missing is not null, _server.Missing ?? "");
        _host = Hosting.Build(_server.Address, _time);
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task While_redis_is_down_the_store_says_so_and_afterwards_it_works_again()
    {
        await DeployAsync();
        var accepted = await EnqueueAsync();
        await _server.KillAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(EnqueueAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Get<FunctionStore>().FindAsync(Function.Id, Ct));
        Assert.Equal(HealthStatus.Unhealthy, (await Get<HealthCheckService>().CheckHealthAsync(Ct)).Status);

        await _server.StartAsync();
        await Eventually.HoldsAsync(AnswersAsync);
        Assert.Equal(HealthStatus.Healthy, (await Get<HealthCheckService>().CheckHealthAsync(Ct)).Status);
        Assert.Equal(accepted, (await ClaimAsync()).Item.Id);
    }

    [Fact]
    public async Task What_was_accepted_before_redis_was_killed_is_there_after_it()
    {
        await DeployAsync();
        var accepted = new List<InvocationId>();
        var sending = Task.Run(async () =>
        {
            while (true) accepted.Add(await EnqueueAsync());
        }, Ct);
        await Eventually.HoldsAsync(() => accepted.Count > 200);
        await _server.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => sending);
        await _server.StartAsync();
        await Eventually.HoldsAsync(AnswersAsync);

        foreach (var id in accepted) Assert.Equal(id, (await ClaimAsync()).Item.Id);
    }

    [Fact]
    public async Task A_process_that_starts_before_redis_works_once_it_is_there()
    {
        await _server.KillAsync();
        await _host.StartAsync(Ct);
        await Assert.ThrowsAsync<StoreUnavailableException>(EnqueueAsync);
        Assert.Contains(Get<Lines>().Warnings, line => line.Contains("cannot be told", StringComparison.Ordinal));

        await _server.StartAsync();

        await Eventually.HoldsAsync(AnswersAsync);
        await _host.StopAsync(Ct);
    }

    [Fact]
    public async Task Results_and_wakes_come_again_after_an_outage()
    {
        await DeployAsync();
        var wakes = 0;
        await Get<ShardStore>().OnWakeAsync(Function.Id.Shard, (_, _) => wakes++);
        var reconnected = new TaskCompletionSource();
        await Get<ShardStore>().OnReconnectAsync(() => reconnected.TrySetResult());
        var inbox = Get<ResultInbox>();
        await ((IHostedService)inbox).StartAsync(Ct);
        using var waiter = inbox.Expect(InvocationId.New(Function.Id.Shard, _time.GetUtcNow()));
        await EnqueueAsync(waiter.Id, inbox.Gateway);
        await _server.KillAsync();
        await _server.StartAsync();
        await reconnected.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        await Eventually.HoldsAsync(AnswersAsync);

        var claim = await ClaimAsync();
        await FinishAsync(claim);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return waiter.Finished.IsCompleted;
        });

        var before = Volatile.Read(ref wakes);
        await Eventually.HoldsAsync(async () =>
        {
            await EnqueueAsync();
            return Volatile.Read(ref wakes) > before;
        });
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task DeployAsync() => await Get<FunctionStore>().SaveAsync(Function, new SaveCondition.New(), Ct);

    private Task<InvocationId> EnqueueAsync() => EnqueueAsync(InvocationId.New(Function.Id.Shard, _time.GetUtcNow()), null);

    private async Task<InvocationId> EnqueueAsync(InvocationId id, string? gateway)
    {
        var outcome = await Get<InvocationQueue>().EnqueueAsync(new()
        {
            Id = id,
            Function = Function.Id,
            Payload = "{}"u8.ToArray(),
            Sync = false,
            Gateway = gateway,
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        }, Ct);
        Assert.Equal(EnqueueOutcome.Accepted, outcome.Outcome);
        return id;
    }

    private async Task<Claim> ClaimAsync()
    {
        const string session = "0123456789abcdef";
        var lease = await Get<ShardStore>().TakeAsync(Function.Id.Shard, session, TimeSpan.FromMinutes(1), Ct);
        return (await Get<WorkQueue>().ClaimAsync(Function.Id, lease!, session, Ct)).Claim!;
    }

    private async Task FinishAsync(Claim claim) => await Get<WorkQueue>().FinishAsync(claim,
        new() { Id = claim.Item.Id, Function = "guest/f", State = InvocationState.Done, Outcome = Outcome.Success }, "{}"u8.ToArray(), null, Ct);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Get<FunctionStore>().FindAsync(Function.Id, Ct);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
