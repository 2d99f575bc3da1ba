using System.Diagnostics;
using Faas.Mesos.Protocol.Scheduling;
using Faas.Mesos.Protocol.V1;
using Type = Faas.Mesos.Protocol.Scheduling.Event.Types.Type;

namespace Faas.Benchmarks.Offers;

/// <summary>
/// A neighbour that is always hungry: it fills every offer with tasks of a second, and asks at once for what they free. It holds no
/// offers.
/// </summary>
internal sealed class BatchFramework(Uri master) : IAsyncDisposable
{
    public const int TaskMemoryMiB = 512;
    public const double ExecutorMemoryMiB = 32;

    private const double TaskCpus = 0.1;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    private readonly MesosClient _client = new(master);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<TaskID, long> _running = [];
    private readonly Lock _gate = new();
    private double _taskSeconds;
    private Task _following = Task.CompletedTask;

    public void Start() => _following = FollowAsync();

    /// <summary>Seconds that tasks have run until now, those that run still with what they have run.</summary>
    public double TaskSeconds()
    {
        lock (_gate)
        {
            return _taskSeconds + _running.Values.Sum(since => Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        await foreach (var happened in _client.SubscribeAsync("batch", _stop.Token))
        {
            switch (happened.Type)
            {
                case Type.Offers:
                    await Task.WhenAll(happened.Offers.Offers_.Select(FillAsync));
                    break;
                case Type.Update:
                    Note(happened.Update.Status);
                    await _client.AcknowledgeAsync(happened.Update.Status, _stop.Token);
                    if (happened.Update.Status.State == TaskState.TaskFinished)
                    {
                        await _client.CallAsync(new() { Type = Call.Types.Type.Revive }, _stop.Token);
                    }
                    break;
            }
        }
    }

    private Task FillAsync(Offer offer)
    {
        var room = Given.Memory(offer) - (offer.ExecutorIds.Count == 0 ? ExecutorMemoryMiB : 0);
        var count = (int)Math.Min(room / TaskMemoryMiB, (Given.Cpus(offer) - 0.01) / TaskCpus);
        return _client.AcceptAsync(offer, Enumerable.Range(0, Math.Max(0, count)).Select(_ => Given.Task(offer, Life, TaskCpus, TaskMemoryMiB)), 0, _stop.Token);
    }

    private void Note(Faas.Mesos.Protocol.V1.TaskStatus status)
    {
        lock (_gate)
        {
            if (status.State == TaskState.TaskRunning)
            {
                _running.TryAdd(status.TaskId, Stopwatch.GetTimestamp());
            }
            else if (_running.Remove(status.TaskId, out var since))
            {
                _taskSeconds += Stopwatch.GetElapsedTime(since).TotalSeconds;
            }
        }
    }
}
