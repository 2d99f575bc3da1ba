using Faas.Contracts;
using Faas.Storage;
using Faas.Storage.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Faas.QueueModel.Tests.Histories;

/// <summary>The stores of the product, over a real redis-server.</summary>
public sealed class Stores : IAsyncLifetime
{
    public const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly RedisServer _server = new();
    private ConnectionMultiplexer? _raw;
    private IHost? _host;

    public string? Missing => _server.Missing;

    internal IDatabase Raw => _raw!.GetDatabase();
    internal InvocationQueue Queue => Get<InvocationQueue>();
    internal WorkQueue Work => Get<WorkQueue>();
    internal ShardStore Shards => Get<ShardStore>();
    internal DelayedQueue Delayed => Get<DelayedQueue>();
    internal InvocationStore Invocations => Get<InvocationStore>();
    internal InvocationEnding Ending => Get<InvocationEnding>();
    internal DeadLetterStore Letters => Get<DeadLetterStore>();
    internal LedgerStore Ledger => Get<LedgerStore>();
    internal SessionStore Sessions => Get<SessionStore>();

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        await _server.InitializeAsync();
        _raw = await ConnectionMultiplexer.ConnectAsync($"{_server.Address},allowAdmin=true");
        _host = Hosting.Build(_server.Address, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        if (_raw is not null) await _raw.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>An empty store with one function in it.</summary>
    internal async Task<FunctionId> CleanAsync()
    {
        await _raw!.GetServers()[0].FlushAllDatabasesAsync();
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
            new SaveCondition.Any(), TestContext.Current.CancellationToken);
        return Assert.IsType<SaveOutcome.Saved>(saved).Definition.Id;
    }

    internal static InvocationRecord Ended(Claim claim) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        State = InvocationState.Done,
        Outcome = Outcome.Success,
        Attempt = claim.Item.Attempt,
        Sync = claim.Item.Sync,
    };

    private T Get<T>() where T : notnull => _host!.Services.GetRequiredService<T>();
}
