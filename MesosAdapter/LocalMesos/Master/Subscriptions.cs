using Faas.Mesos.Local.Http;
using Faas.Mesos.Protocol.Scheduling;

namespace Faas.Mesos.Local.Master;

/// <summary>How frameworks come, come back, go away and end. Callers hold the gate.</summary>
internal sealed partial class Subscriptions(MasterState state, OfferBook offers, AllocationLoop allocation, ILogger<Subscriptions> logger)
{
    // A timer of .NET reaches no further than 49 days.
    private const double LongestTimerSeconds = 49 * 24 * 3600;

    /// <summary>Takes a framework in. A refusal is an ERROR on the stream, which then ends.</summary>
    public void Subscribe(Call call, EventStream stream)
    {
        var info = call.Subscribe.FrameworkInfo;
        var known = info.Id is null ? null : state.Frameworks.GetValueOrDefault(info.Id.Value);
        if (Refusal(call.Subscribe, known) is { } refusal)
        {
            stream.Send(Events.Error(refusal));
            stream.Close();
            return;
        }
        var framework = known is null ? Add(info) : FailOver(known, info);
        framework.SuppressedRoles.UnionWith(call.Subscribe.SuppressedRoles);
        Connect(framework, stream);
    }

    /// <summary>The connection of a stream broke. Says nothing when a later subscription has replaced it.</summary>
    public void Disconnect(EventStream stream)
    {
        if (state.Frameworks.Values.FirstOrDefault(f => f.Stream == stream) is not { } framework)
        {
            return;
        }
        LogDisconnected(framework.Id, framework.Info.FailoverTimeout);
        Deactivate(framework);
        framework.Timer = FailoverTimer(framework);
    }

    /// <summary>Ends a framework for good: its executors are shut down and its id is burnt.</summary>
    public void Remove(Framework framework)
    {
        LogRemoved(framework.Id);
        Deactivate(framework);
        state.Frameworks.Remove(framework.Id);
        state.CompletedFrameworks.Add(framework.Id);
        foreach (var agent in state.Agents.Values)
        {
            var used = framework.TasksOn(agent).Where(t => t.HoldsResources).Select(t => t.Resources)
                .Concat(framework.ExecutorsOn(agent).Select(e => e.Value.Resources));
            agent.Free = used.Aggregate(agent.Free, (free, resources) => free.Plus(resources));
            agent.Tell("SHUTDOWN_FRAMEWORK", a => a.ShutDownFramework(framework.Id));
        }
    }

    private string? Refusal(Call.Types.Subscribe subscribe, Framework? known) =>
        subscribe.FrameworkInfo.Id is { } id && state.CompletedFrameworks.Contains(id.Value)
            ? "Framework has been removed"
            : FrameworkValidation.Error(subscribe.FrameworkInfo, subscribe.SuppressedRoles, known);

    private Framework Add(FrameworkInfo info)
    {
        info.Id ??= new() { Value = state.NextFrameworkId() };
        var framework = new Framework(info);
        state.Frameworks[framework.Id] = framework;
        return framework;
    }

    private Framework FailOver(Framework framework, FrameworkInfo info)
    {
        framework.Send(Events.Error("Framework failed over"));
        Deactivate(framework);
        info.User = framework.Info.User;
        info.Checkpoint = framework.Info.Checkpoint;
        framework.Info = info;
        framework.SuppressedRoles.Clear();
        return framework;
    }

    private void Connect(Framework framework, EventStream stream)
    {
        LogSubscribed(framework.Id, framework.Info.Name);
        framework.Stream = stream;
        framework.Send(Events.Subscribed(framework.Info.Id, state.Options.HeartbeatInterval, state.Info));
        framework.Send(Events.Heartbeat);
        framework.Timer = state.Time.CreateTimer(
            _ => stream.Send(Events.Heartbeat), null, state.Options.HeartbeatInterval, state.Options.HeartbeatInterval);
        allocation.Run();
        foreach (var agent in state.Agents.Values)
        {
            agent.Tell("UPDATE_FRAMEWORK", a => a.ResendUpdates(framework.Id));
        }
    }

    private void Deactivate(Framework framework)
    {
        framework.Timer?.Dispose();
        framework.Stream?.Close();
        framework.Stream = null;
        framework.Filters.Clear();
        offers.RecoverAll(framework);
    }

    private ITimer? FailoverTimer(Framework framework)
    {
        var seconds = Math.Min(framework.Info.FailoverTimeout, LongestTimerSeconds);
        if (seconds > 0)
        {
            return state.Time.CreateTimer(_ => GiveUp(framework), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        }
        Remove(framework);
        return null;
    }

    private void GiveUp(Framework framework)
    {
        lock (state.Gate)
        {
            if (framework.Stream is null && state.Frameworks.GetValueOrDefault(framework.Id) == framework)
            {
                Remove(framework);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Framework {FrameworkId} ({Name}) subscribed")]
    private partial void LogSubscribed(string frameworkId, string name);

    [LoggerMessage(LogLevel.Information, "Framework {FrameworkId} disconnected; removed in {FailoverSeconds} s unless it comes back")]
    private partial void LogDisconnected(string frameworkId, double failoverSeconds);

    [LoggerMessage(LogLevel.Information, "Framework {FrameworkId} removed")]
    private partial void LogRemoved(string frameworkId);
}
