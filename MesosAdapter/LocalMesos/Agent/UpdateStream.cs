using Google.Protobuf;

namespace Faas.Mesos.Local.Agent;

/// <summary>The updates of one task: in order, one in flight, sent again until acknowledged.</summary>
internal sealed class UpdateStream(LocalMesosOptions options, TimeProvider time, Lock gate, Action<TaskStatus, TaskState> forward) : IDisposable
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private readonly Queue<TaskStatus> _pending = new();
    private readonly HashSet<ByteString> _seen = [];
    private ITimer? _retry;
    private TimeSpan _interval;

    public TaskState Latest { get; private set; } = TaskState.TaskStaging;

    public bool IsIdle => _pending.Count == 0;

    /// <summary>An update already taken is taken once: executors repeat themselves when they subscribe again.</summary>
    public void Add(TaskStatus status)
    {
        if (!_seen.Add(status.Uuid))
        {
            return;
        }
        Latest = status.State;
        _pending.Enqueue(status);
        if (_pending.Count == 1)
        {
            SendHead();
        }
    }

    /// <returns>The update acknowledged, or null when it was not the one in flight.</returns>
    public TaskStatus? Acknowledge(ByteString uuid)
    {
        if (!_pending.TryPeek(out var head) || head.Uuid != uuid)
        {
            return null;
        }
        _pending.Dequeue();
        _retry?.Dispose();
        if (_pending.Count > 0)
        {
            SendHead();
        }
        return head;
    }

    public void SendHead()
    {
        if (_pending.TryPeek(out var head))
        {
            _interval = options.UpdateRetryInterval;
            Send(head);
        }
    }

    public void Dispose() => _retry?.Dispose();

    private void Send(TaskStatus head)
    {
        _retry?.Dispose();
        _retry = time.CreateTimer(_ => Retry(head), null, _interval, Timeout.InfiniteTimeSpan);
        forward(head, Latest);
    }

    private void Retry(TaskStatus head)
    {
        lock (gate)
        {
            if (_pending.TryPeek(out var current) && current == head)
            {
                _interval = _interval * 2 > LongestRetry ? LongestRetry : _interval * 2;
                Send(head);
            }
        }
    }
}
