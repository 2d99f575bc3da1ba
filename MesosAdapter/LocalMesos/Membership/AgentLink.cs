using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local.Membership;

/// <summary>The connection between an agent and the leading master. Callers hold the gate.</summary>
internal sealed class AgentLink(ClusterContext cluster)
{
    private readonly Queue<Action> _unread = new();

    /// <summary>False while the TCP connection is broken; whatever is sent is then lost.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>True while the agent's process is stopped (SIGSTOP): its connections stay open, it reads nothing.</summary>
    public bool IsStopped { get; private set; }

    public bool AnswersPings => IsConnected && !IsStopped;

    public void Break() => IsConnected = false;

    public void Mend() => IsConnected = true;

    public void Stop() => IsStopped = true;

    /// <summary>The agent goes on, with what was sent to it meanwhile.</summary>
    public void Go()
    {
        IsStopped = false;
        while (_unread.TryDequeue(out var message))
        {
            message();
        }
    }

    public void ToMaster(string type, Action<MasterTerm> message)
    {
        if (AnswersPings && cluster.Leader is { } leader)
        {
            cluster.Messages.Pass(Hop.AgentToMaster, type, () => Arrive(leader, message));
        }
    }

    public void ToAgent(string type, Action message)
    {
        if (IsConnected)
        {
            cluster.Messages.Pass(Hop.MasterToAgent, type, () => Read(message));
        }
    }

    /// <summary>A master that no longer leads hears nothing more.</summary>
    private void Arrive(MasterTerm leader, Action<MasterTerm> message)
    {
        if (cluster.Leader == leader)
        {
            message(leader);
        }
    }

    private void Read(Action message)
    {
        if (IsStopped)
        {
            _unread.Enqueue(message);
        }
        else
        {
            message();
        }
    }
}
