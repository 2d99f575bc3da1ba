using Faas.Mesos.Local.Faults;
using Faas.Mesos.Local.Http;
using Faas.Mesos.Local.Membership;
using Faas.Mesos.Protocol.Executing;
using Type = Faas.Mesos.Protocol.Executing.Call.Types.Type;

namespace Faas.Mesos.Local.Agent;

/// <summary>POST /api/v1/executor of one agent.</summary>
internal sealed class ExecutorApi(ClusterContext cluster, LocalAgent agent)
{
    public void Map(WebApplication app)
    {
        app.Map(MesosHttp.ExecutorPath, (RequestDelegate)HandleAsync);
        app.Map("/slave(1)" + MesosHttp.ExecutorPath, (RequestDelegate)HandleAsync);
        app.Map("/health", (RequestDelegate)(http => new Answer(StatusCodes.Status200OK).SendAsync(http)));
    }

    private async Task HandleAsync(HttpContext http)
    {
        await agent.Pause.Going.WaitAsync(http.RequestAborted);
        if (agent.IsDown)
        {
            await new Answer(StatusCodes.Status503ServiceUnavailable, "Agent has not finished recovery").SendAsync(http);
            return;
        }
        var (call, refusal) = await CallReader.ReadAsync<Call>(http);
        if (call is null)
        {
            await refusal.SendAsync(http);
        }
        else if (Error(call) is { } error)
        {
            await Answer.BadRequest($"Failed to validate executor::Call: {error}").SendAsync(http);
        }
        else if (call.Type == Type.Subscribe)
        {
            await SubscribeAsync(call, http);
        }
        else
        {
            await FaultyCall.AnswerAsync(http, cluster, Hop.ExecutorToAgent, call, () => Handle(call));
        }
    }

    private static string? Error(Call call) => call.Type switch
    {
        Type.Unknown => "Expecting 'type' to be present",
        Type.Subscribe when call.Subscribe is null => "Expecting 'subscribe' to be present",
        Type.Update when call.Update is null => "Expecting 'update' to be present",
        Type.Update => Error(call, call.Update.Status),
        Type.Message when call.Message is null => "Expecting 'message' to be present",
        _ => null,
    };

    private static string? Error(Call call, TaskStatus status) => status switch
    {
        { HasUuid: false } => "Expecting 'uuid' to be present",
        _ when !MesosUuid.IsValid(status.Uuid) => "Not a valid UUID",
        { ExecutorId: { } id } when !id.Equals(call.ExecutorId) => $"ExecutorID in Call: {call.ExecutorId.Value} does not match ExecutorID in TaskStatus: {id.Value}",
        { Source: not TaskStatus.Types.Source.Executor } => $"Received Call from executor {call.ExecutorId.Value} of framework {call.FrameworkId.Value} with invalid source, expecting 'SOURCE_EXECUTOR'",
        { State: TaskState.TaskStaging } => $"Received TASK_STAGING from executor {call.ExecutorId.Value} of framework {call.FrameworkId.Value} which is not allowed",
        _ => null,
    };

    private async Task SubscribeAsync(Call call, HttpContext http)
    {
        if (AcceptHeader.Choose(http.Request) is not { } encoding)
        {
            await AcceptHeader.NotAcceptable.SendAsync(http);
            return;
        }
        var stream = new EventStream(encoding, (type, send) => cluster.Messages.Pass(Hop.AgentToExecutor, type, send));
        var (executor, refusal) = Subscribe(call, stream);
        if (executor is null)
        {
            await refusal.SendAsync(http);
            return;
        }
        await stream.AnswerAsync(http, withStreamId: false);
        lock (cluster.Gate)
        {
            executor.Disconnect(stream);
        }
    }

    private (CustomExecutor? Executor, Answer Refusal) Subscribe(Call call, EventStream stream)
    {
        lock (cluster.Gate)
        {
            var (executor, refusal) = Find(call);
            executor?.Subscribe(call.Subscribe, stream);
            return (executor, refusal);
        }
    }

    private Answer Handle(Call call)
    {
        lock (cluster.Gate)
        {
            var (executor, refusal) = Find(call);
            if (executor is null)
            {
                return refusal;
            }
            if (!executor.IsSubscribed())
            {
                return Answer.Forbidden("Executor is not subscribed");
            }
            switch (call.Type)
            {
                case Type.Update: executor.Update(call.Update.Status); break;
                case Type.Message: agent.Hear(call.FrameworkId.Value, call.ExecutorId, call.Message.Data); break;
                case Type.Heartbeat: break;
                default: return new(StatusCodes.Status501NotImplemented);
            }
            return Answer.Accepted;
        }
    }

    private (CustomExecutor? Executor, Answer Refusal) Find(Call call) =>
        agent.Find(call.FrameworkId.Value, call.ExecutorId.Value) is { } executor ? (executor, default)
        : (null, Answer.BadRequest(agent.Knows(call.FrameworkId.Value) ? "Executor cannot be found" : "Framework cannot be found"));
}
