using System.Security.Cryptography;
using System.Text;
using Faas.Contracts;
using Faas.Mesos.Scheduler;
using Microsoft.Extensions.Options;

namespace Faas.Invoker.Capacity;

/// <summary>The token that executors and invokers of a cluster show each other; read once.</summary>
internal sealed class ClusterToken(ISchedulerMemory memory, IOptions<FrameworkOptions> options)
{
    private string? _token;

    public ValueTask<string> GetAsync(CancellationToken ct) => _token is { } token ? new(token) : new(ReadAsync(ct));

    /// <summary>Whether a request shows it. Takes as long for a good guess as for a bad one.</summary>
    public async ValueTask<bool> IsShownByAsync(HttpRequest request, CancellationToken ct)
    {
        var expected = Encoding.ASCII.GetBytes($"Bearer {await GetAsync(ct)}");
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(request.Headers.Authorization.ToString()), expected);
    }

    private async Task<string> ReadAsync(CancellationToken ct) => _token = await memory.GetTokenAsync(options.Value.Cluster, ct);
}
