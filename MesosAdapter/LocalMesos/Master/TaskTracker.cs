using Faas.Mesos.Local.Resources;
using Faas.Mesos.Protocol.Scheduling;
using Google.Protobuf;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>What the master does with tasks after their launch, told by agents and asked by frameworks. Callers hold the gate.</summary>
internal sealed class TaskTracker(MasterState state)
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

    public bool IsStaging(string frameworkId, string taskId) =>
        state.Frameworks.GetValueOrDefault(frameworkId)?.Tasks.GetValueOrDefault(taskId)?.State == TaskState.TaskStaging;

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

    public void Acknowledge(Framework framework, Call.Types.Acknowledge acknowledge)
    {
        var acknowledged = state.Agents.GetValueOrDefault(acknowledge.AgentId.Value)?.Agent
            .Acknowledge(framework.Id, acknowledge.TaskId.Value, acknowledge.Uuid);
        if (acknowledged?.State.IsTerminal() == true)
        {
            framework.Tasks.Remove(acknowledge.TaskId.Value);
        }
    }

    public void Kill(Framework framework, Call.Types.Kill kill)
    {
        if (framework.Tasks.GetValueOrDefault(kill.TaskId.Value) is not { } task)
        {
            Reconcile(framework, kill.TaskId, kill.AgentId);
        }
        else if (kill.AgentId is null || kill.AgentId.Value == task.Info.AgentId.Value)
        {
            state.Agents[task.Info.AgentId.Value].Agent.Kill(framework.Id, kill);
        }
    }

    public void Reconcile(Framework framework, Call.Types.Reconcile reconcile)
    {
        if (reconcile.Tasks.Count == 0)
        {
            foreach (var task in framework.Tasks.Values)
            {
                framework.Send(Events.Update(Statuses.Latest(task, state.Now())));
            }
        }
        foreach (var task in reconcile.Tasks)
        {
            Reconcile(framework, task.TaskId, task.AgentId);
        }
    }

    private void Reconcile(Framework framework, TaskID id, AgentID? agent)
    {
        if (framework.Tasks.GetValueOrDefault(id.Value) is { } task)
        {
            framework.Send(Events.Update(Statuses.Latest(task, state.Now())));
            return;
        }
        var registered = agent is not null && state.Agents.ContainsKey(agent.Value);
        var taskState = framework.StateOfLostTask == TaskState.TaskLost ? TaskState.TaskLost : registered ? TaskState.TaskGone : TaskState.TaskUnknown;
        var message = registered ? "Reconciliation: Task is unknown to the agent" : "Reconciliation: Task is unknown";
        framework.Send(Events.Update(Statuses.OfMaster(id, agent, taskState, Reason.Reconciliation, message, state.Now())));
    }

    private void Advance(Framework framework, string taskId, TaskState latest)
    {
        if (framework.Tasks.GetValueOrDefault(taskId) is not { } task || task.State.IsTerminal())
        {
            return;
        }
        task.State = latest;
        if (latest.IsTerminal())
        {
            Release(framework, task.Info.AgentId.Value, task.Role, task.Resources);
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
