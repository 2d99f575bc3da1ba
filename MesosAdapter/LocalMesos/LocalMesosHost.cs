using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local;

/// <summary>A Mesos master and agents in this process, behind real HTTP servers. README.md tells what they do not do.</summary>
public sealed class LocalMesosHost : IAsyncDisposable
{
    private readonly LocalMaster _master;
    private readonly List<LocalAgent> _agents = [];

    private LocalMesosHost(LocalMaster master) => _master = master;

    /// <summary>Where the scheduler API is; absolute, with the port that was free.</summary>
    public Uri MasterAddress => _master.State.Address;

    /// <summary>Starts the master, then its agents; on return all are registered and offer their resources.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<LocalMesosHost> StartAsync(LocalMesosOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        var host = new LocalMesosHost(new(options, time, logs));
        try
        {
            await host.StartAsync(options, logs, ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Ends every executor: SHUTDOWN, then after the grace period SIGKILL to its process group. Nothing that was launched survives.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_agents.Select(a => a.DisposeAsync().AsTask()));
        await _master.DisposeAsync();
    }

    private async Task StartAsync(LocalMesosOptions options, ILoggerFactory logs, CancellationToken ct)
    {
        await _master.StartAsync(logs, ct);
        foreach (var agentOptions in options.Agents)
        {
            var agent = new LocalAgent(agentOptions, _master);
            _agents.Add(agent);
            await agent.StartAsync(logs, ct);
            _master.Register(agent);
        }
    }
}
