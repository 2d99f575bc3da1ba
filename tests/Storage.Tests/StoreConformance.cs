using System.Text;
using Faas.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

public sealed class RedisTests(RedisServer server) : StoreConformance(server), IClassFixture<RedisServer>;

public sealed class GarnetTests(GarnetStore server) : StoreConformance(server), IClassFixture<GarnetStore>;

/// <summary>What every store has to keep to. Its parts are in the folder Conformance; each uses the stores as the product does.</summary>
public abstract partial class StoreConformance(StoreServer server) : IAsyncLifetime
{
    private const string Mine = "0123456789abcdef", Other = "fedcba9876543210";
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private ConnectionMultiplexer _raw = null!;
    private IHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FunctionStore Functions => Get<FunctionStore>();
    private InvocationQueue Queue => Get<InvocationQueue>();
    private InvocationStore Invocations => Get<InvocationStore>();
    private WorkQueue Work => Get<WorkQueue>();
    private ShardStore Shards => Get<ShardStore>();

    /// <summary>The store itself, for what no room may see.</summary>
    private IDatabase Raw => _raw.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _raw = await ConnectionMultiplexer.ConnectAsync($"{server.Address},allowAdmin=true");
        await _raw.GetServers()[0].FlushAllDatabasesAsync();
        _host = Hosting.Build(server.Address, _time);
    }

    public async ValueTask DisposeAsync()
    {
        if (_raw is null) return;
        _host.Dispose();
        await _raw.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private static FunctionDefinition Definition(string name, string revision = "r1", string ns = "guest") => new()
    {
        Namespace = ns,
        Name = FunctionName.Parse(name, null),
        Kind = "nodejs:20",
        Code = new(new('a', 64), 3, false),
        Revision = revision,
        UpdatedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private async Task<FunctionId> DeployAsync(string name, string revision = "r1") =>
        Assert.IsType<SaveOutcome.Saved>(await Functions.SaveAsync(Definition(name, revision), new SaveCondition.Any(), Ct)).Definition.Id;

    private Enqueue Invocation(FunctionId function, bool sync = false) => new()
    {
        Id = InvocationId.New(function.Shard, _time.GetUtcNow()),
        Function = function,
        Payload = "{}"u8.ToArray(),
        Sync = sync,
        TraceParent = Trace,
    };

    private async Task<InvocationId> EnqueueAsync(Enqueue invocation)
    {
        Assert.Equal(EnqueueOutcome.Accepted, (await Queue.EnqueueAsync(invocation, Ct)).Outcome);
        return invocation.Id;
    }

    private Task<InvocationId> EnqueueAsync(FunctionId function) => EnqueueAsync(Invocation(function));

    private async Task<ShardLease> LeaseAsync(FunctionId function, string session = Mine) =>
        Assert.IsType<ShardLease>(await Shards.TakeAsync(function.Shard, session, TimeSpan.FromMinutes(1), Ct));

    private async Task<Claim> ClaimAsync(FunctionId function, ShardLease lease, string session = Mine) =>
        Assert.IsType<Claim>((await Work.ClaimAsync(function, lease, session, Ct)).Claim);

    private async Task<Claim> EnqueueAndClaimAsync(Enqueue invocation)
    {
        await EnqueueAsync(invocation);
        return await ClaimAsync(invocation.Function, await LeaseAsync(invocation.Function));
    }

    private static InvocationRecord Ended(Claim claim, Outcome outcome = Outcome.Success, string? logs = null) => new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        Revision = claim.Revision,
        State = outcome == Outcome.Success ? InvocationState.Done : InvocationState.Failed,
        Outcome = outcome,
        Attempt = claim.Item.Attempt,
        Sync = claim.Item.Sync,
        AcceptedMicros = claim.Item.AcceptedMicros,
        Logs = logs,
    };

    private async Task FinishAsync(Claim claim, string result = "{}", Outcome outcome = Outcome.Success) =>
        Assert.True((await Work.FinishAsync(claim, Ended(claim, outcome), Encoding.UTF8.GetBytes(result), null, Ct)).Won);
}
