using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Resources;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>An agent that registers again: what it says is put together with what the master remembers. Callers hold the gate.</summary>
internal sealed partial class AgentReturn(MasterState state, AllocationLoop allocation, ILogger<AgentReturn> logger)
{
    public void Take(AgentRecord agent, AgentReport report)
    {
        if (agent.State == AgentState.Gone)
        {
            agent.Agent.KillAll();
            return;
        }
        var before = agent.State;
        if (agent.IsRegistered)
        {
            state.ReleaseAll(agent);
        }
        agent.Move(AgentEvent.Returned);
        agent.MissedPings = 0;
        agent.UnreachableSince = null;
        LogReturned(agent.Id, before);
        report.Frameworks.ToList().ForEach(f => Recognise(f, agent));
        TakeExecutors(agent, report);
        report.Tasks.ToList().ForEach(t => Take(t, agent, before));
        AskForUnreported(agent, report);
        state.HoldAll(agent);
        // Those who were only disconnected never left the allocator, and returning to it runs nothing.
        if (before is AgentState.Unreachable or AgentState.Recovered)
        {
            allocation.Run();
        }
        agent.Tell("REREGISTERED", a => a.ResendAllUpdates());
    }

    /// <summary>A framework that this master has not met, but whose tasks run.</summary>
    private void Recognise(FrameworkInfo info, AgentRecord agent)
    {
        if (state.CompletedFrameworks.Contains(info.Id.Value))
        {
            agent.Tell("SHUTDOWN", a => a.ShutDownFramework(info.Id.Value));
        }
        else
        {
            state.Frameworks.TryAdd(info.Id.Value, new(info));
        }
    }

    private void TakeExecutors(AgentRecord agent, AgentReport report)
    {
        foreach (var framework in state.Frameworks.Values)
        {
            framework.RemoveExecutorsOn(agent);
        }
        foreach (var executor in report.Executors)
        {
            if (state.Frameworks.GetValueOrDefault(executor.Framework.Id.Value) is { } framework)
            {
                var role = executor.Info.Resources.Role() ?? framework.Roles[0];
                framework.Executors[new(agent.Id, executor.Info.ExecutorId.Value)] = new(executor.Info, role, executor.Info.Resources.ToSet());
            }
        }
    }

    private void Take(ReportedTask reported, AgentRecord agent, AgentState before)
    {
        if (state.Frameworks.GetValueOrDefault(reported.Framework.Id.Value) is not { } framework)
        {
            return;
        }
        var id = reported.Info.TaskId.Value;
        if (!framework.Tasks.TryGetValue(id, out var task))
        {
            if (before == AgentState.Unreachable)
            {
                // Its framework was told LOST: it must not run on.
                agent.Tell("KILL_TASK", a => a.Kill(framework.Id, new() { TaskId = reported.Info.TaskId }));
                return;
            }
            task = new(reported.Info, reported.Info.Resources.Role() ?? framework.Roles[0]);
            framework.Tasks[id] = task;
        }
        task.State = reported.State;
        task.LastStatus ??= reported.Status;
        if (before == AgentState.Unreachable && !task.State.IsTerminal())
        {
            framework.Send(Events.Update(Statuses.Back(task, state.Now())));
        }
        if (task.DeferredKill is { } kill)
        {
            task.DeferredKill = null;
            agent.Tell("KILL_TASK", a => a.Kill(framework.Id, kill));
        }
    }

    /// <summary>A launch that the connection swallowed: the agent, asked, says that it has no such task.</summary>
    private void AskForUnreported(AgentRecord agent, AgentReport report)
    {
        var reported = report.Tasks.Select(t => (t.Framework.Id.Value, t.Info.TaskId.Value)).ToHashSet();
        foreach (var framework in state.Frameworks.Values)
        {
            foreach (var task in framework.TasksOn(agent).Where(t => !reported.Contains((framework.Id, t.Info.TaskId.Value))).ToList())
            {
                agent.Tell("RECONCILE", a => a.Deny(framework.Info, task.Info, Reason.Reconciliation, "Task is unknown to the agent"));
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Agent {AgentId}, {Before} until now, registered again")]
    private partial void LogReturned(string agentId, AgentState before);
}
