using Faas.Mesos.Protocol.Executing;
using Google.Protobuf;
using Type = Faas.Mesos.Protocol.Executing.Event.Types.Type;

namespace Faas.Mesos.Local.Agent;

/// <summary>The events of the executor API.</summary>
internal static class ExecutorEvents
{
    public static Event ShutDown { get; } = new() { Type = Type.Shutdown };

    public static Event Subscribed(ExecutorInfo executor, FrameworkInfo framework, AgentInfo agent, string containerId) => new()
    {
        Type = Type.Subscribed,
        Subscribed = new() { ExecutorInfo = executor, FrameworkInfo = framework, AgentInfo = agent, ContainerId = new() { Value = containerId } },
    };

    public static Event Launch(TaskInfo task) => new() { Type = Type.Launch, Launch = new() { Task = task } };

    public static Event Kill(TaskID task, KillPolicy? policy)
    {
        var kill = new Event.Types.Kill { TaskId = task };
        if (policy is not null)
        {
            kill.KillPolicy = policy;
        }
        return new() { Type = Type.Kill, Kill = kill };
    }

    public static Event Acknowledged(TaskID task, ByteString uuid) =>
        new() { Type = Type.Acknowledged, Acknowledged = new() { TaskId = task, Uuid = uuid } };

    public static Event Message(ByteString data) => new() { Type = Type.Message, Message = new() { Data = data } };
}
