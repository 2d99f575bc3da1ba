using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>The token executors want to see; read once.</summary>
internal sealed class ClusterToken(ISchedulerMemory memory, IOptions<FrameworkOptions> options)
{
    private string? _token;

    public ValueTask<string> GetAsync(CancellationToken ct) => _token is { } token ? new(token) : new(ReadAsync(ct));

    private async Task<string> ReadAsync(CancellationToken ct) => _token = await memory.GetTokenAsync(options.Value.Cluster, ct);
}
