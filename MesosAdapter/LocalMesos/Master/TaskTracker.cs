using Faas.Mesos.Local.Resources;
using Faas.Mesos.Protocol.Scheduling;
using Google.Protobuf;

namespace Faas.Mesos.Local.Master;

/// <summary>What the master does with tasks after their launch, told by agents and asked by frameworks. Callers hold the gate.</summary>
internal sealed class TaskTracker(MasterState state, Drains drains)
{
    /// <summary>An agent's update, to be passed on.</summary>
    public void Update(string frameworkId, TaskStatus status, TaskState latest)
    {
        if (state.Frameworks.GetValueOrDefault(frameworkId) is not { } framework)
        {
            return;
        }
        Advance(framework, status.TaskId.Value, latest);
        if (framework.Tasks.GetValueOrDefault(status.TaskId.Value) is { } task)
        {
            task.LastStatus = status;
        }
        framework.Send(Events.Update(status));
    }

    /// <summary>A task is ahead of its updates, of which one at a time is in flight: its resources are free before its framework knows.</summary>
    public void Ended(string frameworkId, string taskId, TaskState latest)
    {
        if (state.Frameworks.GetValueOrDefault(frameworkId) is { } framework)
        {
            Advance(framework, taskId, latest);
        }
    }

    public void ExecutorExited(string frameworkId, LocalExecutorExit exit)
    {
        if (state.Frameworks.GetValueOrDefault(frameworkId) is not { } framework)
        {
            return;
        }
        if (framework.Executors.Remove(new(exit.Agent.Value, exit.Executor.Value), out var record))
        {
            Release(framework, exit.Agent.Value, record.Role, record.Resources);
        }
        framework.Send(Events.Failure(exit.Agent, exit.Executor, exit.Status));
    }

    public void ExecutorMessage(string frameworkId, AgentID agent, ExecutorID executor, ByteString data) =>
        state.Frameworks.GetValueOrDefault(frameworkId)?.Send(Events.Message(agent, executor, data));

    /// <summary>Of a task that has ended the master keeps nothing once its framework knows. Without its agent the acknowledgement is lost.</summary>
    public void Acknowledge(Framework framework, Call.Types.Acknowledge acknowledge)
    {
        var (taskId, uuid) = (acknowledge.TaskId.Value, acknowledge.Uuid);
        if (state.Agents.GetValueOrDefault(acknowledge.AgentId.Value) is not { State: Membership.AgentState.Active } agent)
        {
            return;
        }
        if (framework.Tasks.GetValueOrDefault(taskId)?.LastStatus is { } last && last.Uuid == uuid && last.State.IsTerminal())
        {
            framework.Tasks.Remove(taskId);
            drains.Check(agent);
        }
        agent.Tell("ACKNOWLEDGE", a => a.Acknowledge(framework.Id, taskId, uuid));
    }

    public void Kill(Framework framework, Call.Types.Kill kill)
    {
        if (framework.Tasks.GetValueOrDefault(kill.TaskId.Value) is not { } task || task.State == TaskState.TaskUnreachable)
        {
            Reconciliation.Answer(state, framework, kill.TaskId, kill.AgentId);
            return;
        }
        if (kill.AgentId is not null && kill.AgentId.Value != task.AgentId)
        {
            return;
        }
        if (state.Agents.GetValueOrDefault(task.AgentId) is { State: Membership.AgentState.Active } agent)
        {
            agent.Tell("KILL_TASK", a => a.Kill(framework.Id, kill));
        }
        else
        {
            task.DeferredKill = kill;
        }
    }

    public void Reconcile(Framework framework, Call.Types.Reconcile reconcile) => Reconciliation.Answer(state, framework, reconcile);

    private void Advance(Framework framework, string taskId, TaskState latest)
    {
        if (framework.Tasks.GetValueOrDefault(taskId) is not { } task || task.State.IsTerminal())
        {
            return;
        }
        var held = task.HoldsResources;
        task.State = latest;
        if (held && latest.IsTerminal())
        {
            Release(framework, task.AgentId, task.Role, task.Resources);
        }
    }

    private void Release(Framework framework, string agentId, string role, ResourceSet resources)
    {
        framework.Release(role, resources);
        if (state.Agents.GetValueOrDefault(agentId) is { } agent)
        {
            agent.Free = agent.Free.Plus(resources);
        }
    }
}

/// <summary>An executor's end as its agent reports it; the status is as waitpid gives it.</summary>
internal sealed record LocalExecutorExit(AgentID Agent, ExecutorID Executor, int Status);
