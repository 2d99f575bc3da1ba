using Faas.Mesos.Local.Membership;
using Google.Protobuf;

namespace Faas.Mesos.Local.Agent;

/// <summary>The updates of one task: in order, one in flight, sent again until acknowledged.</summary>
internal sealed class UpdateStream(ClusterContext cluster, Action<TaskStatus, TaskState> forward) : IDisposable
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    private readonly Queue<TaskStatus> _pending = new();
    private readonly HashSet<ByteString> _seen = [];
    private ITimer? _retry;
    private TimeSpan _interval;

    /// <summary>The latest update, sent or not.</summary>
    public TaskStatus? Last { get; private set; }

    public bool IsIdle => _pending.Count == 0;

    /// <summary>An update already taken is taken once: executors repeat themselves when they subscribe again.</summary>
    public void Add(TaskStatus status)
    {
        if (!_seen.Add(status.Uuid))
        {
            return;
        }
        Last = status;
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
            _interval = cluster.Options.UpdateRetryInterval;
            Send(head);
        }
    }

    public void Dispose() => _retry?.Dispose();

    private void Send(TaskStatus head)
    {
        _retry?.Dispose();
        _retry = cluster.Time.CreateTimer(_ => Retry(head), null, _interval, Timeout.InfiniteTimeSpan);
        forward(head, Last!.State);
    }

    private void Retry(TaskStatus head)
    {
        lock (cluster.Gate)
        {
            if (_pending.TryPeek(out var current) && current == head)
            {
                _interval = _interval * 2 > LongestRetry ? LongestRetry : _interval * 2;
                Send(head);
            }
        }
    }
}
