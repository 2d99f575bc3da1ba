using Faas.Mesos.Protocol.Scheduling;
using static Faas.Mesos.Protocol.Scheduling.Event.Types;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Mesos.Local.Master;

/// <summary>The events of the scheduler API.</summary>
internal static class Events
{
    public static Event Heartbeat { get; } = new() { Type = Type.Heartbeat };

    public static Event Subscribed(FrameworkID id, TimeSpan heartbeat, MasterInfo master) => new()
    {
        Type = Type.Subscribed,
        Subscribed = new() { FrameworkId = id, HeartbeatIntervalSeconds = heartbeat.TotalSeconds, MasterInfo = master },
    };

    public static Event Offers(IEnumerable<Offer> offers) => new() { Type = Type.Offers, Offers = new() { Offers_ = { offers } } };

    public static Event Update(TaskStatus status) => new() { Type = Type.Update, Update = new() { Status = status } };

    public static Event Error(string message) => new() { Type = Type.Error, Error = new() { Message = message } };

    public static Event Failure(AgentID agent, ExecutorID executor, int status) => new()
    {
        Type = Type.Failure,
        Failure = new() { AgentId = agent, ExecutorId = executor, Status = status },
    };

    /// <summary>The agent itself was lost.</summary>
    public static Event AgentLost(AgentID agent) => new() { Type = Type.Failure, Failure = new() { AgentId = agent } };

    public static Event Rescind(string offerId) => new() { Type = Type.Rescind, Rescind = new() { OfferId = new() { Value = offerId } } };

    public static Event Message(AgentID agent, ExecutorID executor, Google.Protobuf.ByteString data) => new()
    {
        Type = Type.Message,
        Message = new Message { AgentId = agent, ExecutorId = executor, Data = data },
    };
}
