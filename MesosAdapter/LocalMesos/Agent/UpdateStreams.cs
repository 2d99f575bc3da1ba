using Faas.Mesos.Local.Master;
using Faas.Mesos.Local.Membership;
using Google.Protobuf;
using static Faas.Mesos.Protocol.V1.TaskStatus.Types;

namespace Faas.Mesos.Local.Agent;

/// <summary>The update streams of all tasks of an agent. Callers hold the gate.</summary>
internal sealed class UpdateStreams(ClusterContext cluster, AgentLink link)
{
    private readonly Dictionary<(string FrameworkId, string TaskId), UpdateStream> _streams = [];

    /// <summary>While the agent drains, the tasks it kills say why.</summary>
    public Drain? Drain { get; set; }

    public void Add(string frameworkId, TaskStatus status)
    {
        var key = (frameworkId, status.TaskId.Value);
        if (!_streams.TryGetValue(key, out var stream))
        {
            stream = new(cluster, (head, latest) => link.ToMaster("UPDATE", master => master.Tasks.Update(frameworkId, head, latest)));
            _streams[key] = stream;
        }
        stream.Add(WithDrain(status));
        Tell(frameworkId, status, stream);
    }

    /// <returns>The update acknowledged, or null when nothing waited for this acknowledgement.</returns>
    public TaskStatus? Acknowledge(string frameworkId, string taskId, ByteString uuid)
    {
        var acknowledged = _streams.GetValueOrDefault((frameworkId, taskId))?.Acknowledge(uuid);
        if (acknowledged?.State.IsTerminal() == true && _streams.Remove((frameworkId, taskId), out var ended))
        {
            ended.Dispose();
        }
        return acknowledged;
    }

    /// <returns>The task's latest update, or null while it has had none: it is still STAGING.</returns>
    public TaskStatus? Latest(string frameworkId, string taskId) => _streams.GetValueOrDefault((frameworkId, taskId))?.Last;

    public void Resend(string frameworkId) => Resend(key => key == frameworkId);

    public void ResendAll() => Resend(_ => true);

    public void Forget(string frameworkId)
    {
        foreach (var key in _streams.Keys.Where(k => k.FrameworkId == frameworkId).ToList())
        {
            _streams.Remove(key, out var stream);
            stream!.Dispose();
        }
    }

    public void Clear() => _streams.Keys.Select(k => k.FrameworkId).Distinct().ToList().ForEach(Forget);

    private void Resend(Func<string, bool> ofFramework)
    {
        foreach (var (_, stream) in _streams.Where(s => ofFramework(s.Key.FrameworkId)).ToList())
        {
            stream.SendHead();
        }
    }

    private TaskStatus WithDrain(TaskStatus status)
    {
        if (Drain is { } drain && status.State == TaskState.TaskKilled)
        {
            status.Reason = Reason.AgentDraining;
            status.State = drain.MarkGone ? TaskState.TaskGoneByOperator : status.State;
        }
        return status;
    }

    /// <summary>An end behind an update still in flight frees the task's resources now.</summary>
    private void Tell(string frameworkId, TaskStatus status, UpdateStream stream)
    {
        if (status.State.IsTerminal() && !stream.IsIdle)
        {
            var latest = stream.Last!.State;
            link.ToMaster("ENDED", master => master.Tasks.Ended(frameworkId, status.TaskId.Value, latest));
        }
    }
}
