using System.Text.Json.Nodes;
using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;
using Faas.Mesos.Local.Resources;
using Google.Protobuf;

namespace Faas.Mesos.Local.Operator;

/// <summary>The cluster in the words of the operator API. Callers hold the gate.</summary>
internal static class ClusterDescription
{
    public static JsonObject Agents(MasterState state) => new()
    {
        ["agents"] = Array(state.Agents.Values.Where(a => a.IsRegistered).Select(Agent)),
        ["recovered_agents"] = Array(state.Agents.Values.Where(a => a.State == AgentState.Recovered).Select(a => Json(a.Agent.Info))),
    };

    public static JsonObject Frameworks(MasterState state) => new()
    {
        ["frameworks"] = Array(state.Frameworks.Values.Select(f => new JsonObject
        {
            ["framework_info"] = Json(f.Info),
            ["active"] = f.Stream is not null,
            ["connected"] = f.Stream is not null,
        })),
    };

    public static JsonObject Tasks(MasterState state)
    {
        var tasks = state.Frameworks.Values.SelectMany(f => f.Tasks.Values.Select(t => (Framework: f, Task: t))).ToList();
        return new()
        {
            ["tasks"] = Array(tasks.Where(t => t.Task.State != TaskState.TaskUnreachable).Select(t => Task(t.Framework, t.Task))),
            ["unreachable_tasks"] = Array(tasks.Where(t => t.Task.State == TaskState.TaskUnreachable).Select(t => Task(t.Framework, t.Task))),
        };
    }

    private static JsonObject Agent(AgentRecord agent)
    {
        var described = new JsonObject
        {
            ["agent_info"] = Json(agent.Agent.Info),
            ["active"] = agent.IsOffered,
            ["deactivated"] = agent.Drain is not null,
            ["pid"] = $"slave(1)@{agent.Agent.Info.Hostname}:{agent.Agent.Info.Port}",
            ["total_resources"] = Array(agent.Agent.Total.ToMessages(null, refined: true).Select(Json)),
        };
        if (agent.Drain is { } drain)
        {
            described["drain_info"] = new JsonObject { ["state"] = drain.IsDone ? "DRAINED" : "DRAINING" };
        }
        return described;
    }

    private static JsonObject Task(Framework framework, TaskRecord task)
    {
        var described = new JsonObject
        {
            ["name"] = task.Info.Name,
            ["task_id"] = Json(task.Info.TaskId),
            ["framework_id"] = Json(framework.Info.Id),
            ["agent_id"] = Json(task.Info.AgentId),
            ["state"] = (string?)Json(new TaskStatus { State = task.State })["state"],
            ["resources"] = Array(task.Info.Resources.Select(Json)),
        };
        if (task.Info.Executor is { } executor)
        {
            described["executor_id"] = Json(executor.ExecutorId);
        }
        return described;
    }

    private static JsonArray Array(IEnumerable<JsonNode> items) => new([.. items]);

    private static JsonObject Json(IMessage message) => JsonNode.Parse(MesosJsonWriter.Write(message))!.AsObject();
}
