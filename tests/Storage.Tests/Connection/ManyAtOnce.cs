using Faas.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Faas.Storage.Tests;

/// <summary>Many functions of many shards, of each of which two invocations are accepted at once, then claimed at once, then ended at once.</summary>
internal sealed class ManyAtOnce(IServiceProvider services)
{
    public const int Functions = 40;

    private const string Session = "0123456789abcdef";

    private readonly List<FunctionId> _functions = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task DeployAsync()
    {
        for (var i = 0; i < Functions; i++) _functions.Add(await DeployAsync($"f{i}"));
        Assert.True(_functions.Select(function => function.Shard).Distinct().Count() > 20);
    }

    public async Task AcceptAsync()
    {
        var answers = await Task.WhenAll(_functions.SelectMany(function => new[] { function, function }).Select(function => Get<InvocationQueue>().EnqueueAsync(Invocation(function), Ct)));
        Assert.All(answers, answer => Assert.Equal(EnqueueOutcome.Accepted, answer.Outcome));
    }

    public async Task ClaimAndEndAsync()
    {
        var leases = new Dictionary<Shard, ShardLease>();
        foreach (var shard in _functions.Select(function => function.Shard).Distinct()) leases[shard] = (await Get<ShardStore>().TakeAsync(shard, Session, TimeSpan.FromMinutes(1), Ct))!;
        var claims = await Task.WhenAll(_functions.Select(function => Get<WorkQueue>().ClaimAsync(function, leases[function.Shard], Session, Ct)));
        var ends = await Task.WhenAll(claims.Select(outcome => FinishAsync(outcome.Claim!, leases[outcome.Claim!.Function.Shard])));

        Assert.All(ends, end => Assert.True(end.Won));
        Assert.Equal(_functions, ends.Select(end => end.Next.Claim!.Function));
    }

    private T Get<T>() where T : notnull => services.GetRequiredService<T>();

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
