using System.Net;
using Faas.Mesos.Protocol.Executing;
using Faas.Mesos.Protocol.V1;

namespace Faas.Mesos.Executor.Agent;

/// <summary>Stays subscribed to the agent, does what it says, and ends the program when it is told to or the agent stays away too long.</summary>
internal sealed partial class AgentSubscription(
    AgentEnvironment agent, AgentClient client, SlotTasks tasks, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AgentSubscription> logger) : BackgroundService
{
    /// <summary>Agents that restart wait two seconds by default for their executors.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Until the first subscription it may take as long as agents wait for one.</summary>
    private static readonly TimeSpan RegistrationTimeout = TimeSpan.FromMinutes(1);

    private readonly TaskLedger _ledger = new(agent.ExecutorId, time);
    private readonly UpdateLane _lane = new(client, logger);
    private long _lostAt;
    private bool _subscribed;
    private bool _streaming;
    private bool _shutDown;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitUntilListeningAsync(stoppingToken);
        _lostAt = time.GetTimestamp();
        while (!_shutDown && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
                LogLost("the stream ended");
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest)
            {
                // 503 while it recovers; this is its word that it has given the executor up, with the framework or without.
                LogForgotten(e.Message);
                break;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException or TimeoutException)
            {
                LogLost(e.Message);
            }
            var patience = _subscribed ? agent.RecoveryTimeout : RegistrationTimeout;
            if (!_shutDown && time.GetElapsedTime(_lostAt) >= patience)
            {
                LogGivenUp(patience);
                break;
            }
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), time, stoppingToken);
        }
        lifetime.StopApplication();
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        using var stream = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _lane.Clear();
        var sending = Task.CompletedTask;
        try
        {
            await foreach (var happened in client.SubscribeAsync(_ledger.ToSubscribe(), stream.Token))
            {
                if (happened.Type == Event.Types.Type.Subscribed) sending = _lane.RunAsync(stream);
                Handle(happened);
                if (_shutDown) return;
            }
        }
        finally
        {
            if (_streaming) _lostAt = time.GetTimestamp();
            _streaming = false;
            await stream.CancelAsync();
            await sending;
        }
    }

    private void Handle(Event happened)
    {
        switch (happened.Type)
        {
            case Event.Types.Type.Subscribed:
                _subscribed = _streaming = true;
                LogSubscribed(agent.ExecutorId);
                break;
            case Event.Types.Type.Launch:
                Launch(happened.Launch.Task);
                break;
            case Event.Types.Type.LaunchGroup:
                foreach (var task in happened.LaunchGroup.TaskGroup.Tasks) Report(task.TaskId, TaskState.TaskFailed, "This executor takes single tasks only.");
                break;
            case Event.Types.Type.Kill:
                _ = KillAsync(happened.Kill);
                break;
            case Event.Types.Type.Acknowledged:
                _ledger.Acknowledge(happened.Acknowledged);
                break;
            case Event.Types.Type.Error:
                LogError(happened.Error.Message);
                _shutDown = true;
                break;
            case Event.Types.Type.Shutdown:
                _shutDown = true;
                break;
        }
    }

    private void Launch(TaskInfo task)
    {
        _ledger.Add(task);
        var (state, message) = tasks.Launch(task);
        Report(task.TaskId, state, message);
    }

    private async Task KillAsync(Event.Types.Kill kill)
    {
        if (await tasks.KillAsync(kill.TaskId.Value, kill.KillPolicy)) Report(kill.TaskId, TaskState.TaskKilled, null);
    }

    private void Report(TaskID task, TaskState state, string? message) => _lane.Send(_ledger.Report(task, state, message));

    // A slot that is told to run must be reachable.
    private async Task WaitUntilListeningAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }

    [LoggerMessage(LogLevel.Information, "Subscribed as executor {Executor}")]
    private partial void LogSubscribed(string executor);

    [LoggerMessage(LogLevel.Warning, "No agent: {Reason}; trying again")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Error, "The agent has been away for {Patience}; ending")]
    private partial void LogGivenUp(TimeSpan patience);

    [LoggerMessage(LogLevel.Error, "The agent says: {Message}; ending")]
    private partial void LogError(string message);

    [LoggerMessage(LogLevel.Warning, "{Reason}: the agent has given this executor up; ending")]
    private partial void LogForgotten(string reason);
}
