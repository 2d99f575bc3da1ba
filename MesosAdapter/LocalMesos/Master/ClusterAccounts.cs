using Faas.Mesos.Local.Resources;

namespace Faas.Mesos.Local.Master;

/// <summary>Who holds what of an agent: tasks and executors, added up. Callers hold the gate.</summary>
internal static class ClusterAccounts
{
    /// <summary>Whatever runs on the agent is taken off the shares of its frameworks.</summary>
    public static void ReleaseAll(this MasterState state, AgentRecord agent) => state.ForEach(agent, (framework, role, resources) => framework.Release(role, resources));

    /// <summary>The opposite, once what runs there is known again; what is left of the agent is free.</summary>
    public static void HoldAll(this MasterState state, AgentRecord agent)
    {
        agent.Free = agent.Agent.Total;
        state.ForEach(agent, (framework, role, resources) =>
        {
            framework.Hold(role, resources);
            agent.Free = agent.Free.Minus(resources);
        });
    }

    private static void ForEach(this MasterState state, AgentRecord agent, Action<Framework, string, ResourceSet> act)
    {
        foreach (var framework in state.Frameworks.Values)
        {
            foreach (var task in framework.TasksOn(agent).Where(t => t.HoldsResources))
            {
                act(framework, task.Role, task.Resources);
            }
            foreach (var (_, executor) in framework.ExecutorsOn(agent))
            {
                act(framework, executor.Role, executor.Resources);
            }
        }
    }
}
