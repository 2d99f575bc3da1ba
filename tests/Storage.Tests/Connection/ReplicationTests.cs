using System.Globalization;
using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Faas.Storage.Tests;

public sealed class ReplicationTests : IAsyncLifetime
{
    private readonly RedisServer _primary = new();
    private RedisServer _replica = null!;
    private IHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_primary.Missing is not null, _primary.Missing ?? "");
        await _primary.InitializeAsync();
        _replica = new() { More = ["--replicaof", "127.0.0.1", _primary.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0"] };
        _host = Hosting.Build(_primary.Address, TimeProvider.System, ("Storage:Durability", "replicated"), ("Storage:ReplicationTimeout", "00:00:00.200"));
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_replica is not null) await _replica.DisposeAsync();
        await _primary.DisposeAsync();
    }

    [Fact]
    public async Task What_is_accepted_is_with_a_replica_and_without_one_nothing_is_accepted()
    {
        var functions = _host.Services.GetRequiredService<FunctionStore>();
        var function = Assert.IsType<SaveOutcome.Saved>(await functions.SaveAsync(new()
        {
            Namespace = "guest",
            Name = FunctionName.Parse("f", null),
            Kind = "nodejs:20",
            Code = new(new('a', 64), 3, false),
            Revision = "r1",
            UpdatedAt = default,
        }, new SaveCondition.Any(), Ct)).Definition.Id;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EnqueueAsync(function, sync: false));
        Assert.Equal(EnqueueOutcome.Accepted, (await EnqueueAsync(function, sync: true)).Outcome);

        await _replica.StartAsync();
        await Eventually.HoldsAsync(async () => await AcceptsAsync(function), "the replica follows");
        var many = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => EnqueueAsync(function, sync: false)));
        Assert.All(many, answer => Assert.Equal(EnqueueOutcome.Accepted, answer.Outcome));

        await _replica.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EnqueueAsync(function, sync: false));
    }

    private async Task<bool> AcceptsAsync(FunctionId function)
    {
        try
        {
            return (await EnqueueAsync(function, sync: false)).Outcome == EnqueueOutcome.Accepted;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private Task<EnqueueAnswer> EnqueueAsync(FunctionId function, bool sync) => _host.Services.GetRequiredService<InvocationQueue>().EnqueueAsync(new()
    {
        Id = InvocationId.New(function.Shard, TimeProvider.System.GetUtcNow()),
        Function = function,
        Payload = "{}"u8.ToArray(),
        Sync = sync,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }, Ct);
}
