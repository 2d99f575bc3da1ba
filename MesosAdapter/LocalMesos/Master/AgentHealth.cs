using Faas.Mesos.Local.Membership;

namespace Faas.Mesos.Local.Master;

/// <summary>Pings the agents; one that misses several in a row is unreachable.</summary>
internal sealed class AgentHealth(MasterState state, AgentRegistry registry) : IDisposable
{
    private ITimer? _timer;
    private ITimer? _recovery;

    public void Start()
    {
        var (time, options) = (state.Time, state.Options);
        _timer = time.CreateTimer(_ => Ping(), null, options.AgentPingTimeout, options.AgentPingTimeout);
        _recovery = time.CreateTimer(_ => GiveUpRecovered(), null, options.AgentReregisterTimeout, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _recovery?.Dispose();
    }

    private void Ping()
    {
        lock (state.Gate)
        {
            foreach (var agent in state.Agents.Values.Where(a => a.IsRegistered).ToList())
            {
                agent.MissedPings = agent.Agent.Link.AnswersPings ? 0 : agent.MissedPings + 1;
                if (agent.MissedPings >= state.Options.MaxAgentPingTimeouts)
                {
                    registry.MarkUnreachable(agent);
                }
            }
        }
    }

    /// <summary>Those that have not come back since the election.</summary>
    private void GiveUpRecovered()
    {
        lock (state.Gate)
        {
            state.Agents.Values.Where(a => a.State == AgentState.Recovered).ToList().ForEach(registry.MarkUnreachable);
        }
    }
}
