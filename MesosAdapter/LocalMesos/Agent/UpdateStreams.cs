using Faas.Mesos.Local.Master;
using Google.Protobuf;

namespace Faas.Mesos.Local.Agent;

/// <summary>The update streams of all tasks of an agent. Callers hold the gate.</summary>
internal sealed class UpdateStreams(MasterState state, TaskTracker tasks)
{
    private readonly Dictionary<(string FrameworkId, string TaskId), UpdateStream> _streams = [];

    public void Add(string frameworkId, TaskStatus status)
    {
        var key = (frameworkId, status.TaskId.Value);
        if (!_streams.TryGetValue(key, out var stream))
        {
            stream = new(state.Options, state.Time, state.Gate, (head, latest) => tasks.Update(frameworkId, head, latest));
            _streams[key] = stream;
        }
        stream.Add(status);
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

    public void Resend(string frameworkId)
    {
        foreach (var (_, stream) in _streams.Where(s => s.Key.FrameworkId == frameworkId))
        {
            stream.SendHead();
        }
    }

    public void Forget(string frameworkId)
    {
        foreach (var key in _streams.Keys.Where(k => k.FrameworkId == frameworkId).ToList())
        {
            _streams.Remove(key, out var stream);
            stream!.Dispose();
        }
    }

    /// <summary>An end behind an update still in flight frees the task's resources now.</summary>
    private void Tell(string frameworkId, TaskStatus status, UpdateStream stream)
    {
        if (status.State.IsTerminal() && !stream.IsIdle)
        {
            tasks.Ended(frameworkId, status.TaskId.Value, stream.Latest);
        }
    }
}
