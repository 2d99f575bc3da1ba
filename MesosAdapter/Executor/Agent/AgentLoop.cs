using System.Text.Json;
using Faas.Contracts;
using Faas.Mesos.Executor.Containers;
using Faas.Mesos.Executor.Slots;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;
using Google.Protobuf;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Does what the agent says, and ends the program when the agent is gone for good.</summary>
internal sealed partial class AgentLoop(
    AgentClient agent, AgentPlace place, SlotBook slots, ContainerRegistry containers, IHostApplicationLifetime life, TimeProvider time, ILogger<AgentLoop> logger) : BackgroundService
{
    /// <summary>An agent that restarts gives its executors two seconds to come back.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Unacknowledged _unacknowledged = new();
    private bool _shutdown;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var away = time.GetTimestamp();
        do
        {
            try
            {
                await foreach (var happened in agent.SubscribeAsync(_unacknowledged.Snapshot(), stoppingToken))
                {
                    Obey(happened, stoppingToken);
                    away = time.GetTimestamp();
                }
                LogStreamEnded();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogAgentAway(e.Message);
            }
        }
        while (!_shutdown && time.GetElapsedTime(away) < place.Recovery && await timer.WaitForNextTickAsync(stoppingToken));
        if (!_shutdown) LogAgentGone(place.Recovery);
        life.StopApplication();
    }

    private void Obey(Event happened, CancellationToken ct)
    {
        switch (happened.Type)
        {
            case Event.Types.Type.Launch:
                Launch(happened.Launch.Task, ct);
                break;
            case Event.Types.Type.Kill:
                _ = EndAsync(happened.Kill.TaskId.Value, ct);
                break;
            case Event.Types.Type.Acknowledged:
                _unacknowledged.Acknowledged(happened.Acknowledged.TaskId.Value, happened.Acknowledged.Uuid);
                break;
            case Event.Types.Type.Shutdown:
                LogShutdown();
                _shutdown = true;
                // The containers go with the program; see Farewell.
                life.StopApplication();
                break;
            case Event.Types.Type.Error:
                LogError(happened.Error.Message);
                break;
        }
    }

    private void Launch(TaskInfo task, CancellationToken ct)
    {
        var id = task.TaskId.Value;
        _unacknowledged.Add(task);
        if (ReadGrant(task) is { } grant)
        {
            slots.Grant(id, grant);
            LogSlot(id, grant.MemoryMiB);
            _ = TellAsync(id, TaskState.TaskRunning, null, ct);
        }
        else _ = TellAsync(id, TaskState.TaskFailed, "The task's data is no slot grant.", ct);
    }

    /// <summary>The slot ends once what is in it has gone.</summary>
    private async Task EndAsync(string slot, CancellationToken ct)
    {
        slots.End(slot);
        await containers.EmptySlotAsync(slot);
        await TellAsync(slot, TaskState.TaskKilled, null, ct);
    }

    private async Task TellAsync(string task, TaskState state, string? message, CancellationToken ct)
    {
        var status = new Protocol.V1.TaskStatus
        {
            TaskId = new() { Value = task },
            State = state,
            Source = Protocol.V1.TaskStatus.Types.Source.Executor,
            ExecutorId = new() { Value = place.ExecutorId },
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds() / 1e3,
            Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
        };
        if (message is not null) status.Message = message;
        var update = new Call.Types.Update { Status = status };
        _unacknowledged.Add(update);
        try
        {
            await agent.UpdateAsync(update, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // It is said again with the next subscription.
            LogUpdateDelayed(task, e.Message);
        }
    }

    private static SlotGrant? ReadGrant(TaskInfo task)
    {
        try
        {
            return JsonSerializer.Deserialize(task.Data.Span, ContractsJson.Default.SlotGrant);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Got slot {Slot} of {MemoryMiB} MiB")]
    private partial void LogSlot(string slot, int memoryMiB);

    [LoggerMessage(LogLevel.Information, "The agent tells us to end")]
    private partial void LogShutdown();

    [LoggerMessage(LogLevel.Warning, "The agent ended the stream of events")]
    private partial void LogStreamEnded();

    [LoggerMessage(LogLevel.Warning, "The agent is away: {Reason}")]
    private partial void LogAgentAway(string reason);

    [LoggerMessage(LogLevel.Error, "The agent did not come back within {Recovery}; ending")]
    private partial void LogAgentGone(TimeSpan recovery);

    [LoggerMessage(LogLevel.Error, "The agent reports: {Message}")]
    private partial void LogError(string message);

    [LoggerMessage(LogLevel.Warning, "The update of slot {Slot} waits for the agent: {Reason}")]
    private partial void LogUpdateDelayed(string slot, string reason);
}
