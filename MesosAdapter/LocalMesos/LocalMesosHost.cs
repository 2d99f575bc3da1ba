using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local;

/// <summary>Mesos masters and agents in this process, behind real HTTP servers. README.md tells what they do not do.</summary>
public sealed class LocalMesosHost : IAsyncDisposable
{
    private readonly ClusterContext _cluster;
    private readonly List<LocalMaster> _masters = [];
    private readonly List<AgentPower> _agents = [];
    private readonly Election _election;

    private LocalMesosHost(LocalMesosOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _cluster = new(options, time);
        _election = new(_cluster, _masters, _agents, logs);
        Faults = new(_cluster, _election, _agents);
    }

    /// <summary>Where the scheduler API of the leader is; absolute, with the port that was free.</summary>
    public Uri MasterAddress => _cluster.Leader?.State.Address ?? _masters[0].Address;

    /// <summary>The addresses of all masters, in the order of their ports.</summary>
    public IReadOnlyList<Uri> MasterAddresses => [.. _masters.Select(m => m.Address)];

    /// <summary>What can be done to the cluster.</summary>
    public LocalMesosFaults Faults { get; }

    /// <summary>Starts the masters, then the agents; on return all are registered and offer their resources.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<LocalMesosHost> StartAsync(LocalMesosOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        var host = new LocalMesosHost(options, time, logs);
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
        lock (_cluster.Gate)
        {
            _cluster.Later.Cancel();
        }
        await Task.WhenAll(_agents.Select(a => a.Agent.DisposeAsync().AsTask()));
        _election.End();
        await Task.WhenAll(_masters.Select(m => m.DisposeAsync().AsTask()));
    }

    private async Task StartAsync(LocalMesosOptions options, ILoggerFactory logs, CancellationToken ct)
    {
        Action<WebApplication> others = options.FaultsOverHttp ? new FaultsApi(Faults).Map : _ => { };
        for (var index = 0; index < Math.Max(1, options.Masters); index++)
        {
            var master = new LocalMaster(_cluster, options.MasterPort == 0 ? 0 : options.MasterPort + index);
            await master.StartAsync(others, logs, ct);
            _masters.Add(master);
        }
        var leader = _election.Elect(_masters[0]);
        foreach (var agentOptions in options.Agents)
        {
            var agent = new LocalAgent(agentOptions, _cluster, leader.State.NextAgentId());
            await agent.StartAsync(logs, ct);
            lock (_cluster.Gate)
            {
                _agents.Add(new(agent, _cluster));
                leader.Agents.Register(agent);
            }
        }
    }
}
