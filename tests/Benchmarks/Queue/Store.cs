using Faas.Contracts;
using Faas.Storage;

namespace Faas.Benchmarks.Queue;

/// <summary>The store as a gateway has it, without a gateway before it.</summary>
internal sealed class Store : IAsyncDisposable
{
    /// <summary>As many at a time as keep the connection full.</summary>
    private const int AtATime = 64;

    public const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly byte[] Payload = "{\"name\":\"world\",\"n\":1234567}"u8.ToArray();

    private readonly IHost _host;

    private Store(IHost host) => _host = host;

    public static async Task<Store> OpenAsync(string address)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddCommandLine([$"--Storage:Redis={address}", "--Storage:QueueLength=10000000"]);
        builder.AddStorage();
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Deploys functions named after their place.</summary>
    public async Task<FunctionId[]> DeployAsync(string prefix, int count, FunctionLimits? limits = null)
    {
        var ids = Enumerable.Range(0, count).Select(place => new FunctionId("guest", FunctionName.Parse($"{prefix}{place}", null))).ToArray();
        await EachAsync(count, async place => await Get<FunctionStore>().SaveAsync(new()
        {
            Namespace = ids[place].Namespace,
            Name = ids[place].Name,
            Kind = "nodejs:20",
            Revision = Guid.CreateVersion7().ToString("N"),
            UpdatedAt = TimeProvider.System.GetUtcNow(),
            Limits = limits ?? FunctionLimits.Default,
        }, new SaveCondition.Any(), default));
        return ids;
    }

    public static Enqueue Invocation(FunctionId function, bool sync = false) => new()
    {
        Id = InvocationId.New(function.Shard, TimeProvider.System.GetUtcNow()),
        Function = function,
        Payload = Payload,
        Sync = sync,
        TraceParent = Trace,
    };

    public async Task AcceptAsync(Enqueue invocation)
    {
        var answer = await Get<InvocationQueue>().EnqueueAsync(invocation, default);
        if (answer.Outcome != EnqueueOutcome.Accepted) throw new InvalidOperationException($"Not accepted: {answer.Outcome}.");
    }

    public static Task EachAsync(int count, Func<int, Task> work) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (place, _) => await work(place));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
