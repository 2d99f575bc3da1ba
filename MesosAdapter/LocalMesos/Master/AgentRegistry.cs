using Faas.Mesos.Local.Agent;
using Faas.Mesos.Local.Membership;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>How agents come, fall silent, come back and go. Callers hold the gate.</summary>
internal sealed partial class AgentRegistry(MasterState state, OfferBook offers, AllocationLoop allocation, ILogger<AgentRegistry> logger)
{
    public void Register(LocalAgent agent)
    {
        state.Agents[agent.Id] = new(agent, AgentState.Active);
        LogRegistered(agent.Id);
        allocation.Run();
    }

    /// <summary>Known of the leader before; until it comes back, nothing is said of its tasks.</summary>
    public void Recover(LocalAgent agent) => state.Agents[agent.Id] = new(agent, AgentState.Recovered);

    /// <summary>The connection broke. Tasks of frameworks that do not checkpoint are given up at once.</summary>
    public void Disconnect(AgentRecord agent)
    {
        if (agent.State != AgentState.Active)
        {
            return;
        }
        agent.Move(AgentEvent.ConnectionBroke);
        LogDisconnected(agent.Id);
        foreach (var framework in state.Frameworks.Values.Where(f => !f.Info.Checkpoint).ToList())
        {
            GiveUp(framework, agent, framework.StateOr(TaskState.TaskGone), Reason.AgentDisconnected, "Agent disconnected");
        }
        offers.RescindAll(agent);
    }

    /// <summary>It missed its pings.</summary>
    public void MarkUnreachable(AgentRecord agent)
    {
        agent.Move(AgentEvent.PingsFailed);
        agent.UnreachableSince = state.Time.GetUtcNow();
        LogUnreachable(agent.Id);
        state.ReleaseAll(agent);
        foreach (var framework in state.Frameworks.Values)
        {
            MarkUnreachable(framework, agent);
        }
        Leave(agent);
    }

    /// <summary>An operator says that it will not come back.</summary>
    public void MarkGone(AgentRecord agent)
    {
        agent.Agent.Link.ToAgent("SHUTDOWN", agent.Agent.KillAll);
        // The master hears it no more.
        agent.Agent.Link.Break();
        state.ReleaseAll(agent);
        agent.Move(AgentEvent.MarkedGone);
        LogGone(agent.Id);
        foreach (var framework in state.Frameworks.Values)
        {
            GiveUp(framework, agent, framework.StateOr(TaskState.TaskGoneByOperator), Reason.AgentRemovedByOperator, "Agent has been marked gone");
        }
        Leave(agent);
    }

    private void MarkUnreachable(Framework framework, AgentRecord agent)
    {
        if (!framework.IsPartitionAware)
        {
            GiveUp(framework, agent, TaskState.TaskLost, Reason.AgentRemoved, "health check timed out");
            return;
        }
        foreach (var task in framework.TasksOn(agent).Where(t => !t.State.IsTerminal()).ToList())
        {
            task.State = TaskState.TaskUnreachable;
            framework.Send(Events.Update(Statuses.Unreachable(task.Info.TaskId, agent, Reason.AgentRemoved, "health check timed out", state.Now())));
        }
        framework.RemoveExecutorsOn(agent);
    }

    private void GiveUp(Framework framework, AgentRecord agent, TaskState last, Reason reason, string message)
    {
        foreach (var task in framework.TasksOn(agent).ToList())
        {
            framework.Tasks.Remove(task.Info.TaskId.Value);
            if (!task.State.IsTerminal())
            {
                framework.Send(Events.Update(Statuses.OfMaster(task.Info.TaskId, task.Info.AgentId, last, reason, message, state.Now())));
            }
            ReleaseWhileRegistered(framework, agent, task.Role, task.HoldsResources ? task.Resources : Resources.ResourceSet.Empty);
        }
        foreach (var (key, executor) in framework.ExecutorsOn(agent).ToList())
        {
            framework.Executors.Remove(key);
            ReleaseWhileRegistered(framework, agent, executor.Role, executor.Resources);
        }
    }

    private static void ReleaseWhileRegistered(Framework framework, AgentRecord agent, string role, Resources.ResourceSet resources)
    {
        if (agent.IsRegistered)
        {
            framework.Release(role, resources);
            agent.Free = agent.Free.Plus(resources);
        }
    }

    private void Leave(AgentRecord agent)
    {
        offers.RescindAll(agent);
        foreach (var framework in state.Frameworks.Values)
        {
            framework.Send(Events.AgentLost(agent.Agent.Info.Id));
        }
    }

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} registered")]
    private partial void LogRegistered(string agentId);

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} disconnected")]
    private partial void LogDisconnected(string agentId);

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} does not answer and is unreachable")]
    private partial void LogUnreachable(string agentId);

    [LoggerMessage(LogLevel.Information, "Agent {AgentId} is marked gone")]
    private partial void LogGone(string agentId);
}
