using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Operator;

namespace Faas.Mesos.Local.Master;

/// <summary>One leader from its election to its end, put together. Nothing of it is persisted.</summary>
internal sealed class MasterTerm : IDisposable
{
    private readonly AgentHealth _health;

    public MasterTerm(ClusterContext cluster, Uri address, ILoggerFactory logs)
    {
        State = new(cluster, address);
        Offers = new(State);
        var quotas = new Quotas(State, Offers);
        Allocation = new(State, Offers, quotas);
        Agents = new(State, Offers, Allocation, logs.CreateLogger<AgentRegistry>());
        Drains = new(State, Agents, Offers);
        Tasks = new(State, Drains);
        Returns = new(State, Allocation, logs.CreateLogger<AgentReturn>());
        _health = new(State, Agents);
        Subscriptions = new(State, Offers, Allocation, logs.CreateLogger<Subscriptions>());
        var answers = new OfferAnswers(State, Offers, new(State), logs.CreateLogger<OfferAnswers>());
        Scheduler = new(State, Subscriptions, new(State, Subscriptions, answers, Tasks, Allocation));
        Operator = new(State, new(State, Agents, Drains, Offers, Allocation, new(quotas)), Allocation);
    }

    public MasterState State { get; }

    public OfferBook Offers { get; }

    public AllocationLoop Allocation { get; }

    public Drains Drains { get; }

    public TaskTracker Tasks { get; }

    public AgentRegistry Agents { get; }

    public AgentReturn Returns { get; }

    public Subscriptions Subscriptions { get; }

    public SchedulerApi Scheduler { get; }

    public OperatorApi Operator { get; }

    public void Start()
    {
        Allocation.Start();
        _health.Start();
    }

    /// <summary>Ends the term as the death of the master's process would: every stream breaks, nobody is told anything. Callers hold the gate.</summary>
    public void Dispose()
    {
        Allocation.Dispose();
        _health.Dispose();
        Offers.Dispose();
        foreach (var framework in State.Frameworks.Values)
        {
            framework.Timer?.Dispose();
            framework.Stream?.Break();
            framework.Stream = null;
        }
    }
}
