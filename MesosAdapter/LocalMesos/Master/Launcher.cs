using Faas.Mesos.Local.Resources;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Master;

/// <summary>Launches the valid tasks of one LAUNCH and refuses the others. Callers hold the gate.</summary>
internal sealed class Launcher(MasterState state)
{
    /// <returns>What is left of the available resources.</returns>
    public ResourceSet Launch(Framework framework, AgentRecord agent, string role, ResourceSet available, IEnumerable<TaskInfo> tasks)
    {
        foreach (var task in tasks)
        {
            Complete(task, framework, role);
            var error = TaskValidation.Error(task, new(framework, agent.Agent.Id, role, available));
            if (error is null)
            {
                available = available.Minus(Launch(framework, agent, role, task));
            }
            else
            {
                Refuse(framework, task, TaskState.TaskError, Reason.TaskInvalid, error);
            }
        }
        return available;
    }

    /// <summary>A group is launched whole or not at all.</summary>
    /// <returns>What is left of the available resources.</returns>
    public ResourceSet LaunchGroup(Framework framework, AgentRecord agent, string role, ResourceSet available, Offer.Types.Operation.Types.LaunchGroup launch)
    {
        var (executor, group) = (launch.Executor, launch.TaskGroup.Tasks.ToList());
        executor.FrameworkId ??= framework.Info.Id;
        group.ForEach(t => Complete(t, framework, role));
        var context = new LaunchContext(framework, agent.Id, role, available);
        if (GroupValidation.Error(executor, group, context) is { } error)
        {
            group.ForEach(t => Refuse(framework, t, TaskState.TaskError, Reason.TaskGroupInvalid, error));
            return available;
        }
        var taken = framework.Executors.TryAdd(new(agent.Id, executor.ExecutorId.Value), new(executor, role, executor.Resources.ToSet()))
            ? executor.Resources.ToSet()
            : ResourceSet.Empty;
        foreach (var task in group)
        {
            task.Executor = executor;
            framework.Tasks[task.TaskId.Value] = new(task, role);
            taken = taken.Plus(task.Resources.ToSet());
        }
        framework.Hold(role, taken);
        agent.Tell("RUN_TASK_GROUP", a => a.RunGroup(framework.Info, executor, group));
        return available.Minus(taken);
    }

    public void Refuse(Framework framework, TaskInfo task, TaskState taskState, Reason reason, string message) =>
        framework.Send(Events.Update(Statuses.OfMaster(task.TaskId, task.AgentId, taskState, reason, message, state.Now())));

    private static ResourceSet Launch(Framework framework, AgentRecord agent, string role, TaskInfo task)
    {
        var record = new TaskRecord(task, role);
        var taken = record.Resources;
        var withExecutor = false;
        framework.Tasks[task.TaskId.Value] = record;
        if (task.Executor is { } executor)
        {
            var key = new ExecutorKey(agent.Agent.Id, executor.ExecutorId.Value);
            if (!framework.Executors.ContainsKey(key))
            {
                withExecutor = true;
                framework.Executors[key] = new(executor, role, executor.Resources.ToSet());
                taken = taken.Plus(executor.Resources.ToSet());
            }
        }
        framework.Hold(role, taken);
        agent.Tell("RUN_TASK", a => a.Run(framework.Info, task, withExecutor));
        return taken;
    }

    /// <summary>Fills in what Mesos fills in before it checks.</summary>
    private static void Complete(TaskInfo task, Framework framework, string role)
    {
        if (task.Executor is { } executor)
        {
            executor.FrameworkId ??= framework.Info.Id;
            if (!executor.HasType)
            {
                executor.Type = ExecutorInfo.Types.Type.Custom;
            }
        }
        foreach (var resource in task.Resources.Concat(task.Executor?.Resources ?? []))
        {
            resource.AllocationInfo ??= new() { Role = role };
        }
    }
}
