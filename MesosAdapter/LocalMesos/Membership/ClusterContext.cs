using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Master;

namespace Faas.Mesos.Local.Membership;

/// <summary>
/// What the masters and agents of one cluster share. Mesos runs each of them as an actor that takes one message at a time; here one
/// lock around the whole cluster gives the same order.
/// </summary>
internal sealed class ClusterContext
{
    public ClusterContext(LocalMesosOptions options, TimeProvider time)
    {
        (Options, Time) = (options, time);
        Later = new(Gate, time);
        Messages = new(Later);
    }

    public Lock Gate { get; } = new();

    public LocalMesosOptions Options { get; }

    public TimeProvider Time { get; }

    public Postponed Later { get; }

    /// <summary>What happens to messages on their way.</summary>
    public MessageFaults Messages { get; }

    /// <summary>What a role may use at most, by name of the resource, in thousandths: what the registry keeps of quotas.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, long>> QuotaLimits { get; } = [];

    /// <summary>Null between the end of one leader and the election of the next.</summary>
    public MasterTerm? Leader { get; set; }

    public double Now() => (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}
