using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Faas.Storage.Tests;

/// <summary>The store is a Redis Cluster: a script touches one slot, so what is of several shards goes in calls of its own.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const string Session = "0123456789abcdef";

    // By default the port of its bus is 10,000 further, which may be none.
    private readonly RedisServer _server = new() { More = ["--cluster-enabled", "yes", "--cluster-port", $"{StoreServer.FreePort()}"] };
    private IHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        var functions = new List<FunctionId>();
        for (var i = 0; i < 40; i++) functions.Add(await DeployAsync($"f{i}"));
        Assert.True(functions.Select(function => function.Shard).Distinct().Count() > 20);

        var answers = await Task.WhenAll(functions.SelectMany(function => new[] { function, function }).Select(function => Get<InvocationQueue>().EnqueueAsync(Invocation(function), Ct)));
        Assert.All(answers, answer => Assert.Equal(EnqueueOutcome.Accepted, answer.Outcome));

        var leases = new Dictionary<Shard, ShardLease>();
        foreach (var shard in functions.Select(function => function.Shard).Distinct()) leases[shard] = (await Get<ShardStore>().TakeAsync(shard, Session, TimeSpan.FromMinutes(1), Ct))!;
        var claims = await Task.WhenAll(functions.Select(function => Get<WorkQueue>().ClaimAsync(function, leases[function.Shard], Session, Ct)));
        var ends = await Task.WhenAll(claims.Select(outcome => FinishAsync(outcome.Claim!, leases[outcome.Claim!.Function.Shard])));

        Assert.All(ends, end => Assert.True(end.Won));
        Assert.Equal(functions, ends.Select(end => end.Next.Claim!.Function));
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task<FunctionId> DeployAsync(string name) => Assert.IsType<SaveOutcome.Saved>(await Get<FunctionStore>().SaveAsync(
        new()
        {
            Namespace = "guest",
            Name = FunctionName.Parse(name, null),
            Kind = "nodejs:20",
            Code = new(new('a', 64), 3, false),
            Revision = "r1",
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new SaveCondition.New(), Ct)).Definition.Id;

    private static Enqueue Invocation(FunctionId function) => new()
    {
        Id = InvocationId.New(function.Shard, DateTimeOffset.UnixEpoch),
        Function = function,
        Payload = "{}"u8.ToArray(),
        Sync = false,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private Task<FinishOutcome> FinishAsync(Claim claim, ShardLease lease) => Get<WorkQueue>().FinishAsync(claim, new()
    {
        Id = claim.Item.Id,
        Function = claim.Function.ToString(),
        Revision = claim.Revision,
        State = InvocationState.Done,
        Outcome = Outcome.Success,
        Attempt = 1,
        Sync = false,
        AcceptedMicros = claim.Item.AcceptedMicros,
    }, "{}"u8.ToArray(), lease, Ct);
}
